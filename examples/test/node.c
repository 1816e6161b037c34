/* A right node of OM(m) for `strategos test --speak words`: nobody is told what he said himself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int me, nodes[64], count, general, m, listed, held;
static char fallback[32], order[32], orders[64][32], root[8], line[4096], *word[80];
static struct { char path[256], order[32]; } told[65536];

static const char *at(const char *path) { /* what its last node told me first */
  for (int i = 0; i < held; i++) if (!strcmp(told[i].path, path)) return told[i].order;
  return fallback;
}

/* A path plus one more node; NULL for myself and for those of the path, who have their bits in `on`. */
static const char *plus(char *longer, const char *path, unsigned long long on, int id) {
  sprintf(longer, "%s.%d", path, id);
  return id == me || on >> id & 1 ? NULL : longer;
}

/* The majority of my own word and of what everybody else's comes to. */
static const char *fold(const char *path, unsigned long long on, int length) {
  const char *votes[64] = { at(path) };
  char below[256]; int all = 1;
  for (int i = 0; i < count && length <= m; i++) if (plus(below, path, on, nodes[i]))
    votes[all++] = fold(below, on | 1ULL << nodes[i], length + 1);
  for (int i = 0, same; same = 0, i < all; i++) {
    for (int j = 0; j < all; j++) same += !strcmp(votes[i], votes[j]);
    if (2 * same > all) return votes[i];
  }
  return fallback;
}

static void tell(const char *path, unsigned long long on, int length, int round) {
  char below[256];
  for (int i = 0; i < count; i++) if (!plus(below, path, on, nodes[i])) continue;
    else if (length < round) tell(below, on | 1ULL << nodes[i], length + 1, round);
    else printf("tell %d %s.%d %s\n", nodes[i], path, me, at(path));
}

static void hear(int from, const char *path, const char *what, int round) {
  int ids = 1, last = atoi(path), is_order = 0;
  for (const char *c = path; *c; c++) if (*c == '.') ids++, last = atoi(c + 1);
  for (int i = 0; i < listed; i++) is_order |= !strcmp(orders[i], what);
  if (ids == round && last == from && is_order && held < 65536)
    strcpy(told[held].path, path), strcpy(told[held++].order, what);
}

int main(void) {
  for (int round = 0, words; words = 0, fgets(line, sizeof line, stdin); fflush(stdout)) {
    for (char *w = strtok(line, " \r\n"); w && words < 80; w = strtok(NULL, " \r\n")) word[words++] = w;
    if (words > 7) { /* start ID NODES GENERAL M DEFAULT ORDER ORDERS… */
      me = atoi(word[1]), general = atoi(word[3]), m = atoi(word[4]), held = count = listed = 0;
      strcpy(fallback, word[5]), strcpy(order, word[6]), sprintf(root, "%d", general);
      for (int i = 7; i < words; i++) strcpy(orders[listed++], word[i]);
      for (char *id = strtok(word[2], ","); id; id = strtok(NULL, ",")) nodes[count++] = atoi(id);
    } else if (words == 2) round = atoi(word[1]);
    else if (words == 4) hear(atoi(word[1]), word[2], word[3], round);
    else if (words == 1) {
      for (int i = 0; i < count; i++) if (round == 0 && me == general) printf("tell %d %d %s\n", nodes[i], me, order);
      if (round > 0 && round <= m && me != general) tell(root, 1ULL << general, 1, round);
      if (round > m) printf("decide %s\n", me == general ? order : fold(root, 1ULL << general, 1));
      puts("end");
    }
  }
}
