"""Who the members of a log are, and how a command in it changes them (docs/WIRE.md §11, "Epochs").

Members are {"epoch", "nodes": {ID: NODE}, "highest"}: those of the first configuration, or of a seal's block since. The group's
signatures under a change are in hex, as its clients' are.
"""
import json, re
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from node import canonical

LINK_KEY = re.compile(r"[0-9a-zA-Z.:+=^!/*?&<>()\[\]{}@%$#-]{40}")
ADDRESS = re.compile(r"tcp://(?!0\.0\.0\.0:|\[::\]:)(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z_.-]{1,254}):([1-9]\d{0,4})")
NUMBER_MAX = 2**53 - 1


def quorum(n):
    return (n + (n - 1) // 3) // 2 + 1


def first_members(nodes):
    return {"epoch": 0, "nodes": nodes, "highest": max(nodes)}


def sealing_change(members, group, commands):
    """The change among a block's commands that ends the epoch: the first that counts; None: none does."""
    for text in commands if any(one.startswith('{"members":') for one in commands) else []:
        change = written(text)
        try:
            if change and is_sound(members, change) and is_approved(members, group, change):
                return change
        except (TypeError, KeyError, ValueError):
            continue  # no change has such parts
    return None


def written(text):
    """A change as it stands in a block, if that is the only text that stands for it."""
    try:
        said = json.loads(text)
        if list(said) != ["members", "approvals"] or canonical(said).decode() != text:
            return None
        change, signed = said["members"], said["approvals"]
        keys = [list(change), *map(list, signed), list(change.get("add", {}))]
        is_form = keys[0] in (["epoch", "add"], ["epoch", "remove"]) and all(key == ["by", "signature"] for key in keys[1:-1])
        is_node = "add" not in change or keys[-1] == ["id", "address", "publicKey", "signingKey"]
        return {**change, "approvals": signed} if is_form and is_node else None
    except (ValueError, TypeError, AttributeError):
        return None


def is_number(value):
    return type(value) is int and 0 <= value <= NUMBER_MAX


def is_sound(members, change):
    nodes = members["nodes"]
    if change["epoch"] != members["epoch"]:
        return False
    if "remove" in change:
        return change["remove"] in nodes and len(nodes) > 4
    node = change["add"]
    address = ADDRESS.fullmatch(node["address"]) if isinstance(node["address"], str) else None
    is_key = isinstance(node["signingKey"], str) and re.fullmatch("[0-9a-f]{64}", node["signingKey"])
    is_link = node["publicKey"] is None or isinstance(node["publicKey"], str) and LINK_KEY.fullmatch(node["publicKey"])
    is_new = is_key and node["signingKey"] not in [one["signingKey"] for one in nodes.values()]
    is_next = is_number(node["id"]) and node["id"] > members["highest"]
    return bool(len(nodes) < 40 and address and int(address[2]) < 65536 and is_link and is_new and is_next)


def is_approved(members, group, change):
    wanted = {key: change[key] for key in change if key != "approvals"}
    text = canonical({"strategos": 1, "log": group, "members": wanted})
    last = 0
    for one in change["approvals"]:
        node = members["nodes"].get(one["by"]) if is_number(one["by"]) and one["by"] > last else None
        if node is None or not is_signed(node["signingKey"], text, one["signature"]):
            return False
        last = one["by"]
    return len(change["approvals"]) >= quorum(len(members["nodes"]))


def is_signed(key, text, signature):
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text)
        return re.fullmatch("[0-9a-f]{128}", signature) is not None
    except (InvalidSignature, ValueError, TypeError):
        return False


def changed(members, change):
    nodes = {i: node for i, node in members["nodes"].items() if i != change.get("remove")}
    if node := change.get("add"):
        nodes[node["id"]] = node
    return {"epoch": members["epoch"] + 1, "nodes": nodes, "highest": max(members["highest"], *nodes)}
