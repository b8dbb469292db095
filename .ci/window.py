"""What the program said of its window, and what it wrote to its workspace.

    window.py STDERR level-at PRICE        ID X Y of the level at that price
    window.py STDERR y-of PRICE            where that price is in the price pane
    window.py STDERR near ID PRICE WITHIN  succeeds once level ID is drawn that near to PRICE
    window.py STDERR notice WORDS          X Y of the button of that name on a notice
    window.py WORKSPACE saved ID WANTED    succeeds once the file's level ID is as wanted:
                                           "price=68000±500", "locked=true", "gone"
"""

import json
import math
import re
import sys

NUMBER = r"([-\d.]+)"


def traced(path):
    """Levels, the price pane and the notices' buttons as last traced."""
    levels, pane, buttons = {}, None, {}
    for line in open(path, encoding="utf-8", errors="replace"):
        if not line.endswith("\n"):
            break  # still being written
        if found := re.match(rf"hashfloor: level (\S+) ([\d.]+) at {NUMBER},{NUMBER}\s*$", line):
            levels[found[1]] = tuple(float(number) for number in found.groups()[1:])
        elif found := re.match(rf"hashfloor: pane price {NUMBER} {NUMBER} {NUMBER} {NUMBER} (\w+)", line):
            pane = [float(number) for number in found.groups()[:4]] + [found[5].lower()]
        elif found := re.match(rf"hashfloor: notice (.+) at {NUMBER},{NUMBER}\s*$", line):
            buttons[found[1]] = (float(found[2]), float(found[3]))
    return levels, pane, buttons


def saved(path, name, wanted):
    """Whether the level of this id in the workspace file is as wanted."""
    try:
        with open(path, encoding="utf-8") as file:
            levels = json.load(file)["document"]["levels"]
    except FileNotFoundError:
        return False
    found = [level for level in levels if str(level["id"]) == name]
    if wanted == "gone":
        return not found
    if len(found) != 1:
        return False
    member, value = wanted.split("=")
    held = found[0][member]
    if isinstance(held, bool):
        return held == (value == "true")
    price, within = value.split("±")
    return abs(held - float(price)) <= float(within)


def main(path, question, *rest):
    if question == "saved":
        return saved(path, *rest)
    levels, pane, buttons = traced(path)
    if question == "level-at":
        for name, (at, x, y) in levels.items():
            if abs(at - float(rest[0])) < 0.5:
                print(name, round(x), round(y))
                return True
        return False
    if question == "y-of" and pane:
        top, bottom, y_top, y_bottom, scale = pane
        place = math.log if scale.startswith("log") else float
        part = (place(top) - place(float(rest[0]))) / (place(top) - place(bottom))
        print(round(y_top + part * (y_bottom - y_top)))
        return 0 <= part <= 1
    if question == "near":
        name, price, within = rest[0], float(rest[1]), float(rest[2])
        return name in levels and abs(levels[name][0] - price) <= within
    if question == "notice" and rest[0] in buttons:
        print(*(round(at) for at in buttons[rest[0]]))
        return True
    return False


sys.exit(0 if main(*sys.argv[1:]) else 1)
