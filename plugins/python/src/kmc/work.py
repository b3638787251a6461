"""How calls of the library run and end: threads, progress, interruption, results that become exceptions."""
import contextlib
import enum
import signal
import threading
from collections.abc import Callable, Iterator

from . import library

Progress = Callable[[float], object]


class Result(enum.IntEnum):
    """kmc_result of the C API, by the same numbers."""

    OK = 0
    INTERNAL = 1
    ARGUMENT = 2
    MEMORY = 3
    CANCELLED = 4
    LIMIT = 5
    FOREIGN = 6
    VERSION = 7
    TRUNCATED = 8
    CHECKSUM = 9
    INVALID = 10
    UNSUPPORTED = 11
    COLORS = 12
    TARGET = 13


class Error(ValueError):
    """What the library refused to do. str() is its sentence, `result` its code."""

    result: Result

    def __init__(self, result: int):
        super().__init__(library.result_text(result).decode())
        self.result = Result(result)

    def __reduce__(self):
        return Error, (int(self.result),)


def check(result: int) -> None:
    if result != Result.OK:
        raise Error(result)


def option(names: dict[str, int], name: str, value: str) -> int:
    """The number of a choice that is given by name."""
    if value not in names:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, names))}, not {value!r}")
    return names[value]


def run(call: Callable[[library.Work], int], threads: int = 0, progress: Progress | None = None) -> None:
    """Calls the library with a kmc_work. What `progress` raises stops the call and reaches the caller; so does Ctrl-C.

    ctypes lets no exception pass through C: each is kept until the call is back.
    """
    raised: list[BaseException] = []

    def tell(_user, done):
        if not raised and progress:
            try:
                progress(done)
            except BaseException as error:
                raised.append(error)
        return len(raised)

    work = library.Work()
    library.work_init(work)
    work.threads = number(threads, "threads")
    work.progress = library.PROGRESS(tell)
    with _interrupts_kept(raised):
        result = call(work)
    if raised:
        raise raised[0]
    check(result)


def number(value: int, name: str, bits: int = 32) -> int:
    """The value, unless it is one of which the library could not even be told: ctypes would cut it off."""
    if not 0 <= value < 1 << bits:
        raise ValueError(f"{name} is out of range: {value}")
    return int(value)


@contextlib.contextmanager
def _interrupts_kept(raised: list[BaseException]) -> Iterator[None]:
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: raised.append(KeyboardInterrupt()))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
