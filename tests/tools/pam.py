"""A reader of what kmcdec writes as PAM."""


def read(data):
    """width, height, channels and samples of a PAM with 8-bit samples."""
    header, samples = data.split(b"ENDHDR\n", 1)
    fields = dict(line.split(b" ") for line in header.splitlines()[1:])
    width, height, channels = (int(fields[key]) for key in (b"WIDTH", b"HEIGHT", b"DEPTH"))
    assert header.startswith(b"P7\n") and fields[b"MAXVAL"] == b"255" and len(samples) == width * height * channels
    return width, height, channels, samples


def rgba_of(channels, samples):
    """8-bit RGBA; kmcdec itself gives fully transparent pixels as 0, 0, 0, 0."""
    if channels == 4:
        return samples
    rgba = bytearray(b"\xff" * (len(samples) // 3 * 4))
    for i in range(3):
        rgba[i::4] = samples[i::3]
    return bytes(rgba)
