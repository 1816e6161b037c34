"""One mistake: the general begins the phases with the default."""
import json
import sys


def read():
    line = sys.stdin.readline()
    return json.loads(line) if line else sys.exit()


def most(votes):  # what was told most often, and how often
    return max(((order, votes.count(order)) for order in votes), key=lambda one: one[1], default=(None, 0))


def play(id, nodes, general, m, orders, default, order, **_):
    n, value, proposal, sure = len(nodes), default, None, False
    for turn in range(3 * (m + 1) + 2):
        told = {}  # in the round before
        for one in read()["heard"]:
            if one["path"] == [one["from"]] and one["from"] != id and one["order"] in orders:
                told.setdefault(one["from"], one["order"])
        step = ["king", "exchange", "proposals"][(turn - 1) % 3]  # what was told
        if turn == 1:
            value = value if id == general else told.get(general, default)
        elif turn > 1 and step == "exchange":
            order_told, count = most([value] + [told.get(i, default) for i in nodes if i != id])
            proposal = order_told if count >= n - m else None
        elif turn > 1 and step == "proposals":
            votes = [told[i] for i in nodes if i in told] + [proposal] * (proposal is not None)
            value = most(votes)[0] if most(votes)[1] > m else value
            sure = votes.count(value) >= n - m
        elif turn > 1 and nodes[(turn - 2) // 3] != id and not sure:
            value = told.get(nodes[(turn - 2) // 3], default)
        if turn > 3 * (m + 1):
            print(json.dumps({"decide": order if id == general else value}), flush=True)
            break
        says = {"king": value, "exchange": proposal, "proposals": value}[step] if turn else order
        is_king = turn > 0 and nodes[(turn - 1) // 3] == id
        speaks = id == general if turn == 0 else is_king if step == "proposals" else says is not None
        to = [i for i in nodes if i != id and (turn or i != general)]
        print(json.dumps({"tell": [{"to": i, "path": [id], "order": says} for i in to if speaks]}), flush=True)


while True:
    play(**read())
