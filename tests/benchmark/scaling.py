#!/usr/bin/env python3
"""How the time of quantising grows with the size of the image and with the number of colours.

usage: scaling.py KMC_BENCHMARK OUT

Runs the benchmark program and writes OUT.csv and a plot of it, OUT.svg, of the CPU time of one thread. The environment variable KMC_BENCHMARK_IMAGE
names a PNG file to measure on. Takes a minute or two, and 1 GB for the largest image.
"""
import collections
import csv
import json
import math
import subprocess
import sys

COLUMNS = ("benchmark", "pixels", "colors", "effort", "threads", "cpu_ms", "wall_ms", "error")
IMAGE_K = 256  # of QuantizeBySize
WIDTH, HEIGHT, MARGIN = 460, 360, 60
INKS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")  # apart for the colour-blind too (Okabe & Ito)


def measure(program):
    """The rows of the table."""
    done = subprocess.run([program, "--benchmark_filter=QuantizeBy", "--benchmark_format=json"], stdout=subprocess.PIPE, check=True)
    rows = []
    for run in json.loads(done.stdout)["benchmarks"]:
        name, *arguments = run["name"].split("/")
        value = dict(argument.split(":") for argument in arguments if ":" in argument)
        rows.append({"benchmark": name, "pixels": int(value["kilopixels"]) * 1000 if "kilopixels" in value else None,
                     "colors": int(value.get("K", IMAGE_K)), "effort": int(value["effort"]),
                     "threads": int(value.get("threads", 1)), "cpu_ms": run["cpu_time"], "wall_ms": run["real_time"],
                     "error": run.get("error")})
    return rows


class Plot:
    """Lines over two logarithmic axes, as a piece of SVG."""

    def __init__(self, left, title, x_label, lines):
        self.left, self.parts = left, []
        points = [point for line in lines.values() for point in line]
        self.x_range = [math.log10(f(x for x, _ in points)) for f in (min, max)]
        self.y_range = [math.floor(math.log10(min(y for _, y in points))), math.ceil(math.log10(max(y for _, y in points)))]
        self.text(left + WIDTH / 2, MARGIN - 30, title, 15)
        self.text(left + WIDTH / 2, HEIGHT - 12, x_label)
        self.text(left + MARGIN - 44, MARGIN - 12, "ms of CPU", anchor="start")
        self.axes()
        for number, (name, line) in enumerate(lines.items()):
            self.line(name, sorted(line), INKS[number % len(INKS)], number)

    def place(self, x, y):
        share_x = (math.log10(x) - self.x_range[0]) / (self.x_range[1] - self.x_range[0])
        share_y = (math.log10(y) - self.y_range[0]) / (self.y_range[1] - self.y_range[0])
        return (self.left + MARGIN + share_x * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - share_y * (HEIGHT - 2 * MARGIN))

    def text(self, x, y, text, size=12, anchor="middle", ink="#333"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{ink}">{text}</text>')

    def axes(self):
        for power in range(math.ceil(self.x_range[0]), math.floor(self.x_range[1]) + 1):
            x, bottom = self.place(10 ** power, 10 ** self.y_range[0])
            self.parts.append(f'<path d="M{x:.1f} {bottom}V{MARGIN}" stroke="#ddd"/>')
            self.text(x, bottom + 18, f"{10 ** power:,}")
        for power in range(self.y_range[0], self.y_range[1] + 1):
            y = self.place(10 ** self.x_range[0], 10 ** power)[1]
            self.parts.append(f'<path d="M{self.left + MARGIN} {y:.1f}H{self.left + WIDTH - MARGIN}" stroke="#ddd"/>')
            self.text(self.left + MARGIN - 6, y + 4, f"{10.0 ** power:g}", anchor="end")

    def line(self, name, points, ink, number):
        places = [self.place(x, y) for x, y in points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        self.parts.append(f'<path d="M{path}" fill="none" stroke="{ink}" stroke-width="2"/>')
        self.parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ink}"/>' for x, y in places]
        self.text(self.left + MARGIN + 10, MARGIN + 18 + 17 * number, name, anchor="start", ink=ink)


def plot(rows):
    by_size, by_colors = collections.defaultdict(list), collections.defaultdict(list)
    for row in rows:
        if row["threads"] > 1:
            continue
        name = f"effort {row['effort']}"
        if row["benchmark"] == "QuantizeBySize":
            by_size[name].append((row["pixels"] / 1e6, row["cpu_ms"]))
        else:
            by_colors[name].append((row["colors"], row["cpu_ms"]))
    parts = Plot(0, f"{IMAGE_K} colours of images of different sizes", "megapixels", by_size).parts + Plot(WIDTH, "Different numbers of colours of one image", "K", by_colors).parts
    size = f'width="{2 * WIDTH}" height="{HEIGHT}"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">\n'
            f'<rect {size} fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, out = sys.argv[1:]
    rows = measure(program)
    with open(out + ".csv", "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    with open(out + ".svg", "w", encoding="utf-8") as file:
        file.write(plot(rows))


if __name__ == "__main__":
    main()
