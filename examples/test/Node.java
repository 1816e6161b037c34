// A right node of OM(m) for `strategos test --speak words`: everybody is told everything, oneself too.
import java.util.*;
import java.util.stream.*;

class Node {
  static int id, general, m;
  static List<Integer> nodes;
  static List<String> orders;
  static String fallback, order;
  static Map<List<Integer>, String> told = new HashMap<>(); // path: what its last node told me along it

  static List<Integer> ids(String text, String between) {
    return Stream.of(text.split(between)).map(Integer::valueOf).toList();
  }

  static List<Integer> plus(List<Integer> path, int id) {
    return Stream.concat(path.stream(), Stream.of(id)).toList();
  }

  static Stream<List<Integer>> below(List<Integer> path) {
    return nodes.stream().filter(i -> i != general && !path.contains(i)).map(i -> plus(path, i));
  }

  static Stream<List<Integer>> level(int length) {
    return length == 1 ? Stream.of(List.of(general)) : level(length - 1).flatMap(Node::below);
  }

  /** What I was told at a leaf; above, the strict majority of what is below, or the default. */
  static String fold(List<Integer> path) {
    if (path.size() > m) return told.getOrDefault(path, fallback);
    var votes = below(path).map(Node::fold).toList();
    return votes.stream().filter(v -> 2 * Collections.frequency(votes, v) > votes.size()).findFirst().orElse(fallback);
  }

  static void hear(int from, List<Integer> path, String what, int round) { // what is no path is never looked up
    boolean isSound = path.size() == round && path.get(round - 1) == from && orders.contains(what);
    if (isSound) told.putIfAbsent(path, what);
  }

  static void tell(List<Integer> path, String what) {
    String text = plus(path, id).stream().map(String::valueOf).collect(Collectors.joining("."));
    for (int to : nodes) System.out.println("tell " + to + " " + text + " " + what);
  }

  public static void main(String[] args) {
    int round = 0;
    for (var lines = new Scanner(System.in); lines.hasNextLine(); ) {
      String[] word = lines.nextLine().strip().split(" ");
      if (word[0].equals("start")) { // start ID NODES GENERAL M DEFAULT ORDER ORDERS…
        id = Integer.parseInt(word[1]); nodes = ids(word[2], ","); general = Integer.parseInt(word[3]);
        m = Integer.parseInt(word[4]); fallback = word[5]; order = word[6]; orders = List.of(word).subList(7, word.length);
        told.clear();
      } else if (word[0].equals("round")) round = Integer.parseInt(word[1]);
      else if (word[0].equals("heard")) hear(Integer.parseInt(word[1]), ids(word[2], "\\."), word[3], round);
      else if (word[0].equals("end")) {
        if (round > m) System.out.println("decide " + (id == general ? order : fold(List.of(general))));
        else if (round == 0 && id == general) tell(List.of(), order);
        else if (round > 0 && id != general)
          level(round).filter(p -> !p.contains(id)).forEach(p -> tell(p, told.getOrDefault(p, fallback)));
        System.out.println("end");
      }
    }
  }
}
