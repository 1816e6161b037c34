"""One mistake: it folds what the others say, and leaves out what it was told itself."""
import json
import sys


def read():
    line = sys.stdin.readline()
    return json.loads(line) if line else sys.exit()


def play(id, nodes, general, m, orders, default, order, **_):
    told, paths = {}, []  # path: what its last node told me; the paths of this turn

    def below(path):
        return [path + (i,) for i in nodes if i != id and i not in path]

    def fold(path):  # the majority of what everybody else's word comes to
        votes = [fold(p) for p in below(path)] if len(path) <= m else [told.get(path, default)]
        return next((v for v in votes if 2 * votes.count(v) > len(votes)), default)

    for turn in range(m + 2):
        for one in read()["heard"]:
            path = tuple(one["path"])
            if path in paths and path[-1] == one["from"] and one["order"] in orders:
                told.setdefault(path, one["order"])
        if id == general:
            tell = [{"to": i, "path": [id], "order": order} for i in nodes if i != id and turn == 0]
        else:
            tell = [{"to": p[-1], "path": [*path, id], "order": told.get(path, default)} for path in paths for p in below(path)]
            paths = [p for path in paths for p in below(path)] if paths else [(general,)]
        decide = order if id == general else fold((general,))
        print(json.dumps({"tell": tell} if turn <= m else {"decide": decide}), flush=True)


while True:
    play(**read())
