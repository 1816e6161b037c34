import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.FileReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.*;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zeromq.ZMQ;

/**
 * One node of a run in Java, written from docs/WIRE.md (§ are its sections): protocol om, wire json, and without keys, for
 * which Debian's JeroMQ 0.3.6 has no CURVE.
 *   java -cp /usr/share/java/jeromq.jar:/usr/share/java/gson.jar Node.java ID CONFIG.json
 *   … Node.java --vectors FILE        compares with schema/vectors.json
 * Debian: apt-get install default-jdk-headless libjeromq-java libgoogle-gson-java
 */
public final class Node {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private final int me, general, m;
    private final TreeMap<Integer, String> addresses = new TreeMap<>();
    private final List<Integer> peers = new ArrayList<>(), lieutenants = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private final String defaultOrder, order;
    private final double round_s, start_s;
    private final JsonObject header = new JsonObject();

    private final ZMQ.Context context = ZMQ.context(1);
    private final ZMQ.Socket listener = context.socket(ZMQ.ROUTER);
    private final Map<Integer, ZMQ.Socket> dealers = new TreeMap<>();
    private final Map<String, Map.Entry<byte[], Integer>> made = new HashMap<>(); // nonce → the link that got it, and whose it claims to be
    private final Map<Integer, String> challenges = new HashMap<>();
    private final Map<Integer, byte[]> proved = new HashMap<>();
    private final Map<Integer, List<byte[]>> claims = new HashMap<>();
    private final Map<Integer, List<byte[]>> owed = new HashMap<>();
    private final Map<Integer, Integer> frames = new HashMap<>();
    private final Set<Integer> heard = new HashSet<>(), linked = new HashSet<>(), ready = new HashSet<>(), done = new HashSet<>(),
            gone = new HashSet<>(), cut = new HashSet<>();
    private final Map<List<Integer>, JsonArray> told = new HashMap<>(); // [round, sender] → relays
    private final Map<List<Integer>, String> tree = new HashMap<>();
    private final JsonArray faults = new JsonArray();
    private final double up = now();
    private double readied, started;
    private int round;
    private String decided;

    private Node(int me, JsonObject config) throws Exception {
        this.me = me;
        for (JsonElement one : config.getAsJsonArray("nodes")) {
            JsonObject node = one.getAsJsonObject();
            if (node.has("publicKey")) throw new IllegalArgumentException("JeroMQ 0.3.6 has no CURVE: take the keys out");
            addresses.put(node.get("id").getAsInt(), node.get("address").getAsString());
        }
        int n = addresses.size();
        general = config.has("general") ? config.get("general").getAsInt() : addresses.firstKey();
        m = config.has("m") ? config.get("m").getAsInt() : (n - 1) / 3;
        for (int id : addresses.keySet()) {
            if (id != me) peers.add(id);
            if (id != general) lieutenants.add(id);
        }
        if (config.has("orders")) for (JsonElement one : config.getAsJsonArray("orders")) orders.add(one.getAsString());
        else orders.addAll(List.of("retreat", "attack"));
        defaultOrder = textOr(config, "default", "retreat");
        order = textOr(config, "order", orders.get(orders.get(0).equals(defaultOrder) ? 1 : 0));
        round_s = seconds(config.get("roundTimeout").getAsString());
        start_s = seconds(textOr(config, "startTimeout", "60s"));
        header.addProperty("version", 1);
        header.addProperty("hash", hashOf(config));
        header.addProperty("run", textOr(config, "run", "1"));
        header.addProperty("instance", 0);
    }

    private static double now() { return System.nanoTime() / 1e9; }

    private static String textOr(JsonObject object, String key, String otherwise) {
        return object.has(key) ? object.get(key).getAsString() : otherwise;
    }

    private static double seconds(String text) { // §7
        Matcher part = Pattern.compile("([0-9.]+)(ms|s|m)").matcher(text);
        if (!part.matches()) throw new IllegalArgumentException(text + " is no time");
        return Double.parseDouble(part.group(1)) * Map.of("ms", 0.001, "s", 1.0, "m", 60.0).get(part.group(2));
    }

    private static byte[] canonical(JsonElement value) { // §4: Gson escapes two characters that nobody else does
        return GSON.toJson(value).replace("\\u2028", "\u2028").replace("\\u2029", "\u2029").getBytes(StandardCharsets.UTF_8);
    }

    private String hashOf(JsonObject config) throws Exception { // §6
        JsonArray nodes = new JsonArray(), names = new JsonArray();
        for (Map.Entry<Integer, String> one : addresses.entrySet()) {
            JsonObject node = new JsonObject();
            node.addProperty("address", one.getValue());
            node.addProperty("id", one.getKey());
            nodes.add(node);
        }
        for (String name : orders) names.add(name);
        JsonObject shared = new JsonObject();
        shared.addProperty("default", defaultOrder);
        shared.addProperty("general", general);
        shared.addProperty("m", m);
        shared.add("nodes", nodes);
        shared.add("orders", names);
        shared.addProperty("protocol", "om");
        shared.addProperty("roundTimeout", Math.round(round_s * 1000));
        shared.addProperty("run", textOr(config, "run", "1"));
        shared.addProperty("wire", config.get("wire").getAsString());
        return sha256(canonical(shared));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private void open() { // §1
        listener.setLinger(500);
        listener.setSndHWM(4096);
        listener.bind(addresses.get(me));
        for (int peer : peers) {
            ZMQ.Socket dealer = context.socket(ZMQ.DEALER);
            dealer.setLinger(0);
            dealer.setReconnectIVL(5);
            dealer.connect(addresses.get(peer));
            dealers.put(peer, dealer);
            claims.put(peer, new ArrayList<>());
            owed.put(peer, new ArrayList<>());
        }
    }

    // --- Links (§3)

    private byte[] frame(String kind, int to, String nonce) { return frame(kind, me, to, nonce); }

    private static byte[] frame(String kind, int from, int to, String nonce) {
        JsonObject said = new JsonObject();
        said.addProperty("link", kind);
        said.addProperty("version", 1);
        said.addProperty("from", from);
        said.addProperty("to", to);
        if (nonce != null) said.addProperty("nonce", nonce);
        return canonical(said);
    }

    private void sendTo(byte[] link, byte[] message) {
        listener.send(link, ZMQ.SNDMORE);
        listener.send(message, 0);
    }

    private void prove(int peer, byte[] link) {
        if (challenges.containsKey(peer)) sendTo(link, frame("proof", peer, challenges.get(peer)));
    }

    private void atListener(List<byte[]> parts) {
        byte[] link = parts.get(0);
        if (parts.size() != 2 || link.length != 5) return;
        for (int peer : peers) {
            if (!Arrays.equals(parts.get(1), frame("hello", peer, me, null)) || cut.contains(peer)) continue;
            byte[] random = new byte[33];
            new SecureRandom().nextBytes(random);
            String nonce = HexFormat.of().formatHex(random);
            made.put(nonce, Map.entry(link, peer));
            sendTo(link, frame("challenge", peer, nonce));
            claims.get(peer).removeIf(one -> Arrays.equals(one, link));
            claims.get(peer).add(link);
            if (claims.get(peer).size() > 8) claims.get(peer).remove(0);
            prove(peer, link);
        }
    }

    private void fromPeer(int peer, List<byte[]> parts) {
        if (cut.contains(peer)) return;
        if (frames.merge(peer, 1, Integer::sum) > 64 * (m + 8)) {
            blame(peer, "flood", null);
            return;
        }
        String text = new String(parts.get(0), StandardCharsets.UTF_8);
        if (parts.size() == 1 && text.isEmpty()) { // a probe: the link is up
            challenges.remove(peer);
            linked.remove(peer);
            dealers.get(peer).send(frame("hello", peer, null), ZMQ.DONTWAIT);
            return;
        }
        if (parts.size() > 1 || !text.startsWith("{\"link\":\"")) {
            String why = parts.size() > 1 ? "malformed" : wrong(peer, parts.get(0), text);
            if (why != null) blame(peer, why, null);
            return;
        }
        String form = "\\{\"link\":\"(challenge|proof)\",\"version\":1,\"from\":" + peer + ",\"to\":" + me + ",\"nonce\":\"([0-9a-f]{66})\"\\}";
        Matcher said = Pattern.compile(form).matcher(text);
        if (!said.matches()) blame(peer, "malformed", null);
        else if (said.group(1).equals("challenge")) {
            challenges.put(peer, said.group(2));
            if (proved.containsKey(peer)) prove(peer, proved.get(peer));
            for (byte[] link : claims.get(peer)) prove(peer, link);
        } else if (made.containsKey(said.group(2)) && made.get(said.group(2)).getValue() == peer) {
            byte[] link = made.get(said.group(2)).getKey();
            boolean isNew = !Arrays.equals(proved.put(peer, link), link);
            heard.add(peer);
            linked.add(peer);
            if (isNew) for (byte[] message : owed.get(peer)) sendTo(link, message);
        }
    }

    private void blame(int peer, String kind, Integer atRound) {
        JsonObject fault = new JsonObject();
        fault.addProperty("from", peer);
        fault.addProperty("round", atRound);
        fault.addProperty("kind", kind);
        fault.addProperty("detail", atRound == null ? "what it said" : "no report of round " + atRound + " when it closed");
        faults.add(fault);
        gone.add(peer);
        if (atRound == null) cut.add(peer);
    }

    // --- Messages (§4, §5, §8)

    private void say(Collection<Integer> to, String type, int inRound, JsonArray relays) {
        JsonObject said = header.deepCopy();
        said.addProperty("type", type);
        said.addProperty("round", inRound);
        said.addProperty("from", me);
        if (relays != null) said.add("relays", relays);
        byte[] message = canonical(said);
        for (int peer : to) {
            owed.get(peer).add(message);
            if (proved.containsKey(peer)) sendTo(proved.get(peer), message);
        }
    }

    /** Null where nothing is wrong. */
    private String wrong(int peer, byte[] bytes, String text) {
        try {
            JsonObject said = JsonParser.parseString(text).getAsJsonObject();
            if (!Arrays.equals(canonical(said), bytes)) return "malformed";
            for (String key : header.keySet()) if (!header.get(key).equals(said.get(key))) return "otherConfig";
            if (!said.get("from").equals(new JsonPrimitive(peer))) return "badSender";
            int inRound = said.get("round").getAsInt();
            switch (said.get("type").getAsString()) {
                case "ready": ready.add(peer); return null;
                case "done": done.add(peer); return null;
                case "report": break;
                default: return "malformed";
            }
            boolean isOwed = (peer == general) == (inRound == 0) && me != general && inRound >= round && inRound <= m;
            JsonArray relays = said.getAsJsonArray("relays");
            for (JsonElement relay : relays) relay.getAsJsonObject().getAsJsonArray("path");
            if (isOwed) told.putIfAbsent(List.of(inRound, peer), relays);
            return null;
        } catch (RuntimeException malformed) {
            return "malformed";
        }
    }

    // --- Rounds (§7)

    private List<List<Integer>> paths(int inRound, int sender) { // §5
        List<List<Integer>> all = new ArrayList<>(List.of(List.of(general)));
        for (int hop = 1; hop <= inRound; hop++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> path : all)
                for (int id : hop == inRound ? List.of(sender) : lieutenants)
                    if (!path.contains(id) && (hop == inRound || id != sender)) {
                        List<Integer> next = new ArrayList<>(path);
                        next.add(id);
                        longer.add(next);
                    }
            all = longer;
        }
        all.sort((a, b) -> {
            for (int i = a.size() - 1; i >= 0; i--) if (!a.get(i).equals(b.get(i))) return a.get(i) - b.get(i);
            return 0;
        });
        return all;
    }

    private List<Integer> owing() {
        List<Integer> all = new ArrayList<>(round == 0 ? List.of(general) : lieutenants);
        all.remove((Integer) me);
        return all;
    }

    private void tell(Map<List<Integer>, String> relays) {
        tree.putAll(relays);
        JsonArray list = new JsonArray();
        relays.forEach((path, said) -> {
            JsonObject relay = new JsonObject();
            relay.add("path", GSON.toJsonTree(path));
            relay.addProperty("order", said);
            list.add(relay);
        });
        List<Integer> others = new ArrayList<>(lieutenants);
        others.remove((Integer) me);
        say(others, "report", round, list);
    }

    private void advance(double time) {
        int n = addresses.size(), needed = n > 3 * m ? n - m : n;
        if (readied == 0 && (heard.size() == peers.size() || time >= up + start_s || ready.size() > m)) {
            readied = time;
            say(peers, "ready", 0, null);
        }
        if (started == 0 && readied > 0 && ready.size() + 1 >= needed) {
            started = time;
            if (me == general) {
                tell(Map.of(List.of(general), order));
                decide(order);
            }
        }
        if (started == 0 && readied > 0 && time >= readied + start_s + round_s) {
            System.err.println("node " + me + " did not start: READY from " + ready + " only");
            System.exit(2);
        }
        while (started > 0 && decided == null && isOver(time)) close();
    }

    private boolean isOver(double time) {
        if (time >= started + (round + 1) * round_s) return true;
        return owing().stream().allMatch(peer -> told.containsKey(List.of(round, peer)) || gone.contains(peer));
    }

    private void close() {
        for (int peer : owing()) accept(peer, told.get(List.of(round, peer)));
        round++;
        if (round > m) {
            decide(fold(List.of(general)));
            return;
        }
        Map<List<Integer>, String> relays = new LinkedHashMap<>();
        for (List<Integer> path : paths(round, me)) relays.put(path, tree.get(path.subList(0, path.size() - 1)));
        tell(relays);
    }

    private void accept(int peer, JsonArray relays) {
        Map<List<Integer>, String> said = new HashMap<>();
        if (relays == null && !gone.contains(peer)) blame(peer, "late", round);
        for (JsonElement one : relays == null ? new JsonArray() : relays) {
            List<Integer> path = new ArrayList<>();
            for (JsonElement id : one.getAsJsonObject().getAsJsonArray("path")) path.add(id.getAsInt());
            said.put(path, textOr(one.getAsJsonObject(), "order", defaultOrder));
        }
        List<List<Integer>> owedPaths = paths(round, peer);
        boolean isVoid = !owedPaths.containsAll(said.keySet());
        for (List<Integer> path : owedPaths) {
            String its = isVoid ? null : said.get(path);
            tree.put(path, orders.contains(its) ? its : defaultOrder);
        }
    }

    private String fold(List<Integer> path) {
        if (path.size() > m) return tree.get(path);
        List<String> votes = new ArrayList<>();
        for (int id : lieutenants) {
            if (path.contains(id)) continue;
            List<Integer> child = new ArrayList<>(path);
            child.add(id);
            votes.add(fold(child));
        }
        for (String one : orders) if (2 * Collections.frequency(votes, one) > votes.size()) return one;
        return defaultOrder;
    }

    private void decide(String decision) {
        decided = decision;
        say(peers, "done", m, null);
    }

    private boolean mayLeave(double time) {
        Set<Integer> waited = new HashSet<>(peers);
        waited.removeAll(done);
        waited.removeAll(gone);
        return decided != null && (waited.isEmpty() || time >= started + (m + 1) * round_s);
    }

    private static List<byte[]> receive(ZMQ.Socket socket) {
        List<byte[]> parts = new ArrayList<>();
        do parts.add(socket.recv()); while (socket.hasReceiveMore());
        return parts;
    }

    private void live() {
        open();
        List<Integer> whose = new ArrayList<>(dealers.keySet());
        ZMQ.Poller poller = new ZMQ.Poller(whose.size() + 1);
        poller.register(listener, ZMQ.Poller.POLLIN);
        for (int peer : whose) poller.register(dealers.get(peer), ZMQ.Poller.POLLIN);
        double time, helloAt = 0;
        for (; !mayLeave(time = now()); advance(time)) {
            if (time >= helloAt) {
                helloAt = time + 0.25;
                for (int peer : peers)
                    if (!linked.contains(peer) && !cut.contains(peer)) dealers.get(peer).send(frame("hello", peer, null), ZMQ.DONTWAIT);
            }
            poller.poll(10);
            if (poller.pollin(0)) atListener(receive(listener));
            for (int i = 0; i < whose.size(); i++) if (poller.pollin(i + 1)) fromPeer(whose.get(i), receive(dealers.get(whose.get(i))));
        }
        JsonObject said = new JsonObject();
        said.addProperty("id", me);
        said.addProperty("order", decided);
        said.add("faults", faults);
        System.out.println(new String(canonical(said), StandardCharsets.UTF_8));
        for (ZMQ.Socket dealer : dealers.values()) dealer.close();
        listener.close();
        context.term();
    }

    private static void compare(JsonObject vectors) throws Exception {
        int own = 0;
        List<String[]> pairs = new ArrayList<>();
        for (JsonElement one : vectors.getAsJsonArray("texts")) {
            byte[] text = canonical(one.getAsJsonObject().get("text"));
            pairs.add(new String[] {new String(text, StandardCharsets.UTF_8), textOr(one.getAsJsonObject(), "canonical", "")});
            pairs.add(new String[] {sha256(text), textOr(one.getAsJsonObject(), "digest", "")});
        }
        for (JsonElement one : vectors.getAsJsonArray("configurations")) {
            JsonObject config = one.getAsJsonObject().getAsJsonObject("config");
            boolean isOpen = config.has("orders") && config.get("orders").isJsonPrimitive();
            if (isOpen || !textOr(config, "protocol", "om").equals("om") || config.toString().contains("publicKey")) continue;
            Node node = new Node(config.getAsJsonArray("nodes").get(0).getAsJsonObject().get("id").getAsInt(), config);
            pairs.add(new String[] {node.header.get("hash").getAsString(), textOr(one.getAsJsonObject(), "hash", "")});
            own++;
        }
        for (String[] pair : pairs) if (!pair[0].equals(pair[1])) throw new IllegalStateException(pair[0] + " should be " + pair[1]);
        System.out.println(vectors.getAsJsonArray("texts").size() + " texts and " + own + " configurations are right");
        System.exit(0);
    }

    public static void main(String[] args) throws Exception {
        try (FileReader file = new FileReader(args[1], StandardCharsets.UTF_8)) {
            if (args[0].equals("--vectors")) compare(JsonParser.parseReader(file).getAsJsonObject());
            new Node(Integer.parseInt(args[0]), JsonParser.parseReader(file).getAsJsonObject()).live();
        }
    }
}
