"""One mistake: folds one round too few."""
import json
import sys


def read():
    line = sys.stdin.readline()
    return json.loads(line) if line else sys.exit()


def play(id, nodes, m, orders, default, order, **_):
    others = [i for i in nodes if i != id]
    told, paths = {}, []  # path: what its last node told me; the paths of this turn, the first id says whose value it is

    def below(path):
        return [path + (i,) for i in others if i not in path]

    def fold(path):  # the majority of my own word and of what everybody else's comes to
        votes = [told.get(path, default)] + [fold(p) for p in below(path) if len(path) < m]
        return next((v for v in votes if 2 * votes.count(v) > len(votes)), default)

    for turn in range(m + 2):
        for one in read()["heard"]:
            path = tuple(one["path"])
            if path in paths and path[-1] == one["from"] and one["order"] in orders:
                told.setdefault(path, one["order"])
        tell = [{"to": i, "path": [id], "order": order} for i in others if turn == 0]
        tell += [{"to": p[-1], "path": [*path, id], "order": told.get(path, default)} for path in paths for p in below(path)]
        paths = [p for path in paths for p in below(path)] if paths else [(i,) for i in others]
        decide = {i: order if i == id else fold((i,)) for i in nodes}
        print(json.dumps({"tell": tell} if turn <= m else {"decide": decide}), flush=True)


while True:
    play(**read())
