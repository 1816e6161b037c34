"""One mistake: takes chains of any length in any round."""
import json
import sys


def read():
    line = sys.stdin.readline()
    return json.loads(line) if line else sys.exit()


def play(id, nodes, general, m, orders, default, order, **_):
    accepted, told_on = [], 0
    for turn in range(m + 2):
        chains = {}  # by order: the first chain that showed it in the round before
        for one in read()["heard"]:
            path, seals = one["path"], one["seals"]
            is_chain = path[0] == general and len(set(path)) == len(path) and set(path) <= set(nodes)
            is_new = one["order"] in orders and one["order"] not in accepted
            is_due = path[-1] == one["from"]
            if is_chain and seals == path and is_due and id not in path and is_new:
                accepted.append(one["order"])
                chains[one["order"]] = path
        if id == general:
            tell = [{"to": i, "path": [id], "order": order} for i in nodes if i != id and turn == 0]
            decide = order
        else:
            new = [one for one in orders if one in chains][: 2 - told_on]
            told_on += len(new)
            tell = [{"to": i, "path": [*chains[one], id], "order": one} for one in new for i in nodes if i not in [*chains[one], id]]
            decide = accepted[0] if len(accepted) == 1 else default
        print(json.dumps({"tell": tell} if turn <= m else {"decide": decide}), flush=True)


while True:
    play(**read())
