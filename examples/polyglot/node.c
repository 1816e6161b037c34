/* One node of a run in C, written from docs/WIRE.md (§ are its sections): protocol om, wire json, with keys and without.
 *   cc -O2 -o node node.c $(pkg-config --cflags --libs libzmq jansson libsodium)
 *   ./node ID CONFIG.json [--key FILE]
 *   ./node --vectors FILE              compares with schema/vectors.json
 * Debian: apt-get install gcc pkg-config libzmq3-dev libjansson-dev libsodium-dev */
#include <jansson.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

enum { NODES = 64, HOPS = 8, ORDERS = 16, MADE = 4096, PARTS = 8 };

typedef struct { int n, ids[HOPS]; } Path;
typedef struct { unsigned char bytes[5]; } Link;

typedef struct {
    int id;
    const char *address, *key;
    void *dealer;
    char challenge[67]; /* the nonce that it gave, or "" */
    Link claims[8], proved;
    int claimed, frames;
    bool is_proved, linked, heard, ready, done, gone, cut;
    json_t *owed; /* texts */
    json_t *told[HOPS]; /* by round: its relays */
    double redial_at, patience;
} Peer;

static Peer nodes[NODES]; /* by ascending id, this node among them */
static int n, m, me, general, orders, self, round_now;
static const char *order_names[ORDERS], *own_order, *run_name;
static int default_order, decided = -1;
static char hash[65];
static double round_s, start_s, up, readied, started;
static bool has_keys;
static void *context, *listener, *zap;
static struct { char nonce[67]; Link link; int peer; } made[MADE];
static int made_count;
static struct { Path path; int order; } *tree;
static size_t tree_size;
static json_t *faults;

static void fail(const char *what, const char *more) { fprintf(stderr, "node.c: %s %s\n", what, more); exit(2); }

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double seconds(const char *text) { /* §7 */
    char *unit;
    double number = strtod(text, &unit);
    return strcmp(unit, "ms") == 0 ? number / 1000 : strcmp(unit, "m") == 0 ? number * 60 : number;
}

/* §4: keys stay in the order in which they were put in. */
static char *canonical(json_t *value) { return json_dumps(value, JSON_COMPACT); }

static bool on(Path path, int id) {
    for (int i = 0; i < path.n; i++) if (path.ids[i] == id) return true;
    return false;
}
static bool same(Path a, Path b) { return a.n == b.n && memcmp(a.ids, b.ids, a.n * sizeof(int)) == 0; }
static int by_reversal(const void *left, const void *right) { /* §5 */
    const Path *a = left, *b = right;
    for (int i = a->n - 1; i >= 0; i--) if (a->ids[i] != b->ids[i]) return a->ids[i] - b->ids[i];
    return 0;
}
static void extend(Path path, int length, int sender, Path *paths, size_t *count) {
    if (path.n == length) {
        path.ids[path.n++] = sender;
        paths[(*count)++] = path;
        return;
    }
    for (int i = 0; i < n; i++) {
        if (nodes[i].id == sender || on(path, nodes[i].id)) continue;
        Path longer = path;
        longer.ids[longer.n++] = nodes[i].id;
        extend(longer, length, sender, paths, count);
    }
}
/* All that a sender owes in a round, in canonical order; to be freed. */
static Path *paths_of(int round, int sender, size_t *count) {
    size_t most = 1;
    for (int hop = 1; hop < round; hop++) most *= n;
    Path *paths = malloc(most * sizeof(Path)), root = {1, {general}};
    *count = 0;
    if (round == 0) paths[(*count)++] = root;
    else extend(root, round, sender, paths, count);
    qsort(paths, *count, sizeof(Path), by_reversal);
    return paths;
}

static void keep(Path path, int order) {
    tree = realloc(tree, (tree_size + 1) * sizeof(*tree));
    tree[tree_size].path = path;
    tree[tree_size++].order = order;
}
static int held(Path path) {
    for (size_t i = 0; i < tree_size; i++) if (same(tree[i].path, path)) return tree[i].order;
    return default_order;
}
static int fold(Path path) { /* §7: strict majorities, from the leaves up */
    if (path.n == m + 1) return held(path);
    int votes[ORDERS] = {0}, all = 0;
    for (int i = 0; i < n; i++) {
        if (nodes[i].id == general || on(path, nodes[i].id)) continue;
        Path child = path;
        child.ids[child.n++] = nodes[i].id;
        votes[fold(child)]++;
        all++;
    }
    for (int order = 0; order < orders; order++) if (2 * votes[order] > all) return order;
    return default_order;
}

static int order_named(const char *name) {
    for (int i = 0; name && i < orders; i++) if (strcmp(order_names[i], name) == 0) return i;
    return -1;
}
static Peer *peer_of(int id) {
    for (int i = 0; i < n; i++) if (i != self && nodes[i].id == id) return &nodes[i];
    return NULL;
}
static bool owes(const Peer *peer, int round) { return peer->id != me && me != general && (peer->id == general) == (round == 0); }

static void blame(Peer *peer, const char *kind, int round) {
    json_t *at = round < 0 ? json_null() : json_integer(round);
    json_array_append_new(faults, json_pack("{s:i,s:o,s:s,s:s}", "from", peer->id, "round", at, "kind", kind, "detail", kind));
    peer->gone = true;
    if (round < 0) peer->cut = true;
}

/* --- Links (§3) */
static void send_to(Link link, const char *text) {
    zmq_send(listener, link.bytes, 5, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    zmq_send(listener, text, strlen(text), ZMQ_DONTWAIT);
}
static void frame(char *text, size_t size, const char *kind, int to, const char *nonce) {
    int length = snprintf(text, size, "{\"link\":\"%s\",\"version\":1,\"from\":%d,\"to\":%d", kind, me, to);
    snprintf(text + length, size - length, *nonce ? ",\"nonce\":\"%s\"}" : "}", nonce);
}
static void prove(Peer *peer, Link link) {
    char text[192];
    if (!*peer->challenge) return;
    frame(text, sizeof text, "proof", peer->id, peer->challenge);
    send_to(link, text);
}
static void hello(Peer *peer) {
    char text[192];
    frame(text, sizeof text, "hello", peer->id, "");
    zmq_send(peer->dealer, text, strlen(text), ZMQ_DONTWAIT);
}
static void at_listener(char **part, size_t *size, int parts) {
    int from, to, length = -1;
    if (parts != 2 || size[0] != 5 || size[1] > 192) return;
    if (sscanf(part[1], "{\"link\":\"hello\",\"version\":1,\"from\":%5d,\"to\":%5d}%n", &from, &to, &length) != 2) return;
    Peer *peer = peer_of(from);
    char text[192];
    if (length != (int)size[1] || to != me || !peer || peer->cut || made_count == MADE) return;
    Link link;
    unsigned char random[33];
    memcpy(link.bytes, part[0], 5);
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(made[made_count].nonce, 67, random, 33);
    made[made_count].link = link;
    made[made_count].peer = from;
    frame(text, sizeof text, "challenge", from, made[made_count++].nonce);
    send_to(link, text);
    for (int i = 0; i < peer->claimed && i < 8; i++) if (memcmp(&peer->claims[i], &link, 5) == 0) return prove(peer, link);
    peer->claims[peer->claimed++ % 8] = link;
    prove(peer, link);
}
static void proved(Peer *peer, const char *nonce) {
    for (int i = 0; i < made_count; i++) {
        if (made[i].peer != peer->id || strcmp(made[i].nonce, nonce) != 0) continue;
        bool is_new = !peer->is_proved || memcmp(&peer->proved, &made[i].link, 5) != 0;
        peer->proved = made[i].link;
        peer->is_proved = peer->linked = peer->heard = true;
        size_t index;
        json_t *text;
        if (is_new) json_array_foreach(peer->owed, index, text) send_to(peer->proved, json_string_value(text));
    }
}

/* --- Messages (§4, §5, §8) */
static void say(Peer *peer, const char *type, int round, json_t *relays) {
    json_t *said = json_pack("{s:i,s:s,s:s,s:i,s:s,s:i,s:i,s:O*}", "version", 1, "hash", hash, "run", run_name, "instance", 0,
                             "type", type, "round", round, "from", me, "relays", relays);
    char *text = canonical(said);
    json_array_append_new(peer->owed, json_string(text));
    if (peer->is_proved) send_to(peer->proved, text);
    free(text);
    json_decref(said);
}
static void say_all(const char *type, int round) {
    for (int i = 0; i < n; i++) if (i != self) say(&nodes[i], type, round, NULL);
}
/* NULL where there is nothing wrong. */
static const char *wrong(Peer *peer, const char *text, size_t size) {
    json_t *said = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    char *again = said && json_is_object(said) ? canonical(said) : NULL;
    bool is_canonical = again && strlen(again) == size && memcmp(again, text, size) == 0;
    free(again);
    const char *its_hash, *its_run, *type;
    int version, instance, round, from;
    json_t *relays = NULL;
    if (!is_canonical || json_unpack(said, "{s:i,s:s,s:s,s:i,s:s,s:i,s:i,s?o!}", "version", &version, "hash", &its_hash, "run", &its_run,
                                     "instance", &instance, "type", &type, "round", &round, "from", &from, "relays", &relays) != 0)
        return json_decref(said), "malformed";
    const char *why = NULL;
    if (version != 1 || strcmp(its_hash, hash) != 0) why = "otherConfig";
    else if (strcmp(its_run, run_name) != 0 || instance != 0) why = NULL; /* otherRun: dropped */
    else if (from != peer->id) why = "badSender";
    else if (strcmp(type, "ready") == 0) peer->ready = true;
    else if (strcmp(type, "done") == 0) peer->done = true;
    else if (strcmp(type, "report") != 0 || !json_is_array(relays)) why = "malformed";
    else if (round >= round_now && round <= m && owes(peer, round) && !peer->told[round]) peer->told[round] = json_incref(relays);
    json_decref(said);
    return why;
}
static void from_peer(Peer *peer, char **part, size_t *size, int parts) {
    char kind[10], nonce[67];
    int from, to, length = -1;
    if (peer->cut) return;
    if (++peer->frames > 64 * (m + 8)) return blame(peer, "flood", -1);
    if (parts == 1 && size[0] == 0) { /* a probe: the link is up */
        *peer->challenge = '\0';
        peer->linked = false;
        return hello(peer);
    }
    if (parts > 1 || strncmp(part[0], "{\"link\":\"", 9) != 0) {
        const char *why = parts > 1 ? "malformed" : wrong(peer, part[0], size[0]);
        if (why) blame(peer, why, -1);
        return;
    }
    int found = sscanf(part[0], "{\"link\":\"%9[a-z]\",\"version\":1,\"from\":%5d,\"to\":%5d,\"nonce\":\"%66[0-9a-f]\"}%n", kind, &from, &to, nonce, &length);
    if (found != 4 || length != (int)size[0] || from != peer->id || to != me) return blame(peer, "malformed", -1);
    if (strcmp(kind, "proof") == 0) return proved(peer, nonce);
    strcpy(peer->challenge, nonce);
    if (peer->is_proved) prove(peer, peer->proved);
    for (int i = 0; i < peer->claimed && i < 8; i++) prove(peer, peer->claims[i]);
}

/* --- Rounds (§7) */
static void tell(int round) {
    size_t count;
    Path *paths = paths_of(round, me, &count);
    json_t *relays = json_array();
    for (size_t i = 0; i < count; i++) {
        Path before = paths[i];
        before.n--;
        int order = round == 0 ? order_named(own_order) : held(before);
        json_t *ids = json_array();
        for (int hop = 0; hop < paths[i].n; hop++) json_array_append_new(ids, json_integer(paths[i].ids[hop]));
        json_array_append_new(relays, json_pack("{s:o,s:s}", "path", ids, "order", order_names[order]));
        keep(paths[i], order);
    }
    for (int i = 0; i < n; i++) if (i != self && nodes[i].id != general) say(&nodes[i], "report", round, relays);
    json_decref(relays);
    free(paths);
}
static bool relay_of(json_t *relay, Path *path, int *order) {
    json_t *ids, *id;
    const char *name;
    size_t hop;
    if (json_unpack(relay, "{s:o,s:s!}", "path", &ids, "order", &name) != 0 || json_array_size(ids) > HOPS) return false;
    path->n = 0;
    json_array_foreach(ids, hop, id) path->ids[path->n++] = (int)json_integer_value(id);
    *order = order_named(name);
    return true;
}
static void accept_from(Peer *peer) {
    size_t count, index;
    Path *owed = paths_of(round_now, peer->id, &count);
    int *orders_told = malloc(count * sizeof(int));
    for (size_t i = 0; i < count; i++) orders_told[i] = default_order;
    bool is_void = !peer->told[round_now];
    if (is_void && !peer->gone) blame(peer, "late", round_now);
    json_t *relay;
    json_array_foreach(peer->told[round_now], index, relay) {
        Path path;
        int order = -1;
        size_t at = count;
        if (relay_of(relay, &path, &order)) for (at = 0; at < count && !same(owed[at], path); at++) continue;
        if (at == count) is_void = true;
        else if (order >= 0) orders_told[at] = order;
    }
    for (size_t i = 0; i < count; i++) keep(owed[i], is_void ? default_order : orders_told[i]);
    free(orders_told);
    free(owed);
}
static bool is_over(double time) {
    if (time >= started + (round_now + 1) * round_s) return true;
    for (int i = 0; i < n; i++)
        if (owes(&nodes[i], round_now) && !nodes[i].told[round_now] && !nodes[i].gone) return false;
    return true;
}
static void decide(int order) {
    decided = order;
    say_all("done", m);
}
static int count_of(size_t flag) {
    int count = 0;
    for (int i = 0; i < n; i++) count += i != self && *((bool *)((char *)&nodes[i] + flag));
    return count;
}
#define COUNT(flag) count_of(offsetof(Peer, flag))
static void advance(double time) {
    if (!readied && (COUNT(heard) == n - 1 || time >= up + start_s || COUNT(ready) > m)) {
        readied = time;
        say_all("ready", 0);
    }
    if (!started && readied && COUNT(ready) + 1 >= (n > 3 * m ? n - m : n)) {
        started = time;
        if (me == general) {
            tell(0);
            decide(order_named(own_order));
        }
    }
    if (!started && readied && time >= readied + start_s + round_s) fail("did not start:", "too few said READY");
    while (started && decided < 0 && is_over(time)) {
        for (int i = 0; i < n; i++) if (owes(&nodes[i], round_now)) accept_from(&nodes[i]);
        if (++round_now <= m) tell(round_now);
        else decide(fold((Path){1, {general}}));
    }
}

/* --- The configuration and its hash (§6), and the sockets (§1, §2) */
static int by_id(const void *a, const void *b) { return ((const Peer *)a)->id - ((const Peer *)b)->id; }
static const char *text_or(json_t *object, const char *key, const char *otherwise) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : otherwise;
}
static void read_config(json_t *config) {
    json_t *entry, *hashed_nodes = json_array(), *names = json_object_get(config, "orders");
    size_t index;
    json_array_foreach(json_object_get(config, "nodes"), index, entry) {
        if (n == NODES) fail("too many nodes:", "64 at most");
        nodes[n++] = (Peer){.id = (int)json_integer_value(json_object_get(entry, "id")), .address = text_or(entry, "address", ""),
                            .key = text_or(entry, "publicKey", NULL), .owed = json_array()};
    }
    qsort(nodes, n, sizeof(Peer), by_id);
    for (int i = 0; i < n; i++) {
        if (nodes[i].id == me) self = i;
        json_array_append_new(hashed_nodes, json_pack("{s:s,s:i,s:s*}", "address", nodes[i].address, "id", nodes[i].id, "publicKey", nodes[i].key));
    }
    json_t *given = json_object_get(config, "general"), *tolerated = json_object_get(config, "m");
    general = given ? (int)json_integer_value(given) : nodes[0].id;
    m = tolerated ? (int)json_integer_value(tolerated) : (n - 1) / 3;
    if (m >= HOPS - 1) fail("m is too large:", "6 at most");
    if (!names) names = json_pack("[s,s]", "retreat", "attack");
    json_array_foreach(names, index, entry) if (orders < ORDERS) order_names[orders++] = json_string_value(entry);
    const char *default_name = text_or(config, "default", "retreat"), *wire = text_or(config, "wire", "auto");
    default_order = order_named(default_name);
    own_order = text_or(config, "order", order_names[default_order == 0 ? 1 : 0]);
    run_name = text_or(config, "run", "1");
    round_s = seconds(text_or(config, "roundTimeout", "2s"));
    start_s = seconds(text_or(config, "startTimeout", "60s"));
    json_t *hashed = json_pack("{s:s,s:i,s:i,s:o,s:O,s:s,s:i,s:s,s:s}", "default", default_name, "general", general, "m", m, "nodes", hashed_nodes,
                               "orders", names, "protocol", "om", "roundTimeout", (int)(round_s * 1000 + 0.5), "run", run_name, "wire", wire);
    char *text = canonical(hashed);
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (unsigned char *)text, strlen(text));
    sodium_bin2hex(hash, sizeof hash, digest, sizeof digest);
}
static void check(const char *ours, const char *right) {
    if (strcmp(ours, right) != 0) fail(ours, right);
}
static int compare(json_t *vectors) {
    json_t *one, *orders_given;
    size_t index, texts = json_array_size(json_object_get(vectors, "texts")), own = 0;
    json_array_foreach(json_object_get(vectors, "texts"), index, one) {
        char *text = json_dumps(json_object_get(one, "text"), JSON_ENCODE_ANY);
        unsigned char digest[crypto_hash_sha256_BYTES];
        crypto_hash_sha256(digest, (unsigned char *)text, strlen(text));
        sodium_bin2hex(hash, sizeof hash, digest, sizeof digest);
        check(text, text_or(one, "canonical", ""));
        check(hash, text_or(one, "digest", ""));
        free(text);
    }
    json_array_foreach(json_object_get(vectors, "configurations"), index, one) {
        json_t *config = json_object_get(one, "config");
        orders_given = json_object_get(config, "orders");
        if (strcmp(text_or(config, "protocol", "om"), "om") != 0 || json_is_string(orders_given)) continue;
        n = orders = 0;
        read_config(config);
        check(hash, text_or(one, "hash", ""));
        own++;
    }
    printf("%zu texts and %zu configurations are right\n", texts, own);
    return 0;
}
static void set(void *socket, int option, int value) { zmq_setsockopt(socket, option, &value, sizeof value); }
static void set_text(void *socket, int option, const char *text) {
    if (zmq_setsockopt(socket, option, text, strlen(text)) != 0) fail("this text is no option:", text);
}
static void open_sockets(json_t *key) {
    const char *secret = text_or(key, "secretKey", "");
    context = zmq_ctx_new();
    zap = zmq_socket(context, ZMQ_REP);
    zmq_bind(zap, "inproc://zeromq.zap.01");
    listener = zmq_socket(context, ZMQ_ROUTER);
    set(listener, ZMQ_SNDHWM, 4096);
    set(listener, ZMQ_LINGER, 500);
    set(listener, ZMQ_PROBE_ROUTER, 1);
    if (has_keys) {
        set(listener, ZMQ_CURVE_SERVER, 1);
        set_text(listener, ZMQ_CURVE_SECRETKEY, secret);
        set_text(listener, ZMQ_ZAP_DOMAIN, "strategos");
        set(listener, 93, 1); /* ZMQ_ZAP_ENFORCE_DOMAIN, which zmq.h names for drafts only */
    }
    if (zmq_bind(listener, nodes[self].address) != 0) fail("cannot listen on", nodes[self].address);
    for (int i = 0; i < n; i++) {
        if (i == self) continue;
        void *dealer = nodes[i].dealer = zmq_socket(context, ZMQ_DEALER);
        set(dealer, ZMQ_LINGER, 0);
        set(dealer, ZMQ_RECONNECT_IVL, 5);
        if (has_keys) {
            set_text(dealer, ZMQ_CURVE_SERVERKEY, nodes[i].key);
            set_text(dealer, ZMQ_CURVE_PUBLICKEY, text_or(key, "publicKey", ""));
            set_text(dealer, ZMQ_CURVE_SECRETKEY, secret);
        }
        zmq_connect(dealer, nodes[i].address);
        nodes[i].patience = 4 + 0.4 * (n - 1);
        nodes[i].redial_at = now() + nodes[i].patience;
    }
}

/* --- The loop */
/* All parts of one message, each with a 0 behind it; returns how many, 0 where none was there. */
static int receive(void *socket, char **part, size_t *size) {
    int parts = 0, more = 1;
    while (more) {
        zmq_msg_t message;
        zmq_msg_init(&message);
        if (zmq_msg_recv(&message, socket, ZMQ_DONTWAIT) < 0) return 0;
        more = zmq_msg_more(&message);
        if (parts < PARTS) {
            size[parts] = zmq_msg_size(&message);
            part[parts] = memcpy(calloc(size[parts] + 1, 1), zmq_msg_data(&message), size[parts]);
            parts++;
        }
        zmq_msg_close(&message);
    }
    return parts;
}
static void admit(char **part, size_t *size, int parts) { /* ZeroMQ RFC 27 */
    bool is_known = false;
    for (int i = 0; i < n && parts == 7 && strcmp(part[5], "CURVE") == 0 && size[6] == 32; i++) {
        unsigned char key[32];
        is_known = is_known || (i != self && nodes[i].key && zmq_z85_decode(key, nodes[i].key) && memcmp(key, part[6], 32) == 0);
    }
    const char *answer[6] = {part[0], part[1], is_known ? "200" : "400", "", "", ""};
    for (int i = 0; i < 6; i++) zmq_send(zap, answer[i], i < 2 ? size[i] : strlen(answer[i]), i < 5 ? ZMQ_SNDMORE : 0);
}
static void remind(Peer *peer, double time) {
    if (time >= peer->redial_at) { /* one that was refused once never dials again by itself */
        peer->patience *= 2;
        peer->redial_at = time + peer->patience;
        zmq_disconnect(peer->dealer, peer->address);
        zmq_connect(peer->dealer, peer->address);
    }
    hello(peer);
}
static bool may_leave(double time) {
    if (decided < 0) return false;
    for (int i = 0; i < n; i++)
        if (i != self && !nodes[i].done && !nodes[i].gone) return time >= started + (m + 1) * round_s;
    return true;
}
static void live(void) {
    zmq_pollitem_t items[NODES + 1] = {{zap, 0, ZMQ_POLLIN, 0}, {listener, 0, ZMQ_POLLIN, 0}};
    Peer *whose[NODES + 1] = {0};
    int count = 2;
    for (int i = 0; i < n; i++)
        if (i != self) whose[count] = &nodes[i], items[count++] = (zmq_pollitem_t){nodes[i].dealer, 0, ZMQ_POLLIN, 0};
    double hello_at = 0, time;
    for (; !may_leave(time = now()); advance(time)) {
        for (int i = 0; i < n && time >= hello_at; i++)
            if (i != self && !nodes[i].linked && !nodes[i].cut) remind(&nodes[i], time);
        if (time >= hello_at) hello_at = time + 0.25;
        zmq_poll(items, count, 10);
        for (int i = 0; i < count; i++) {
            char *part[PARTS];
            size_t size[PARTS];
            int parts = items[i].revents & ZMQ_POLLIN ? receive(items[i].socket, part, size) : 0;
            if (parts == 0) continue;
            if (i == 0) admit(part, size, parts);
            else if (i == 1) at_listener(part, size, parts);
            else from_peer(whose[i], part, size, parts);
            while (parts > 0) free(part[--parts]);
        }
    }
}

int main(int argc, char **argv) {
    if (argc < 3 || sodium_init() < 0) fail("usage:", "node ID CONFIG.json [--key FILE]");
    json_error_t error;
    if (strcmp(argv[1], "--vectors") == 0) return compare(json_load_file(argv[2], 0, &error));
    json_t *config = json_load_file(argv[2], 0, &error), *key = NULL;
    if (!config) fail(argv[2], error.text);
    if (argc > 4 && !(key = json_load_file(argv[4], 0, &error))) fail(argv[4], error.text);
    me = atoi(argv[1]);
    has_keys = key != NULL;
    faults = json_array();
    read_config(config);
    open_sockets(key);
    up = now();
    live();
    char *said = canonical(json_pack("{s:i,s:s,s:O}", "id", me, "order", order_names[decided], "faults", faults));
    puts(said);
    for (int i = 0; i < n; i++) if (i != self) zmq_close(nodes[i].dealer);
    zmq_close(zap);
    zmq_close(listener);
    zmq_ctx_term(context); /* what is owed still goes out */
    return 0;
}
