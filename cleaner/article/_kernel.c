/* The article finder's arithmetic: the features of a page, and what the net says about them.

   Why there is native code at all: a page has some 300 units, and for each the finder counts 156 numbers from its
   characters and computes 80,000 products. With numpy this takes a third of the time of cleaning a page,
   and importing numpy takes longer than cleaning a page. Nothing else of the project is native.

   `features` does what features.py does with numpy, and `said` what net.py does. All numbers are whole, or are
   rounded at once, so both give the same to the last digit; a test holds them together. Read the Python first: the
   names here are the names there. What does not fit into memory that was asked for, or is not what the Python side
   promised, ends in an exception, never in a wrong access. */

#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GNUC__) && defined(__x86_64__) && defined(__gnu_linux__)
#define FAST __attribute__((target_clones("avx2", "default"))) /* whole numbers: the same on all processors */
#else
#define FAST
#endif

#ifndef SOURCE
#define SOURCE "" /* the build gives the hash of this file, so that a test sees a kernel that is out of date */
#endif

typedef const int32_t *Column;

/* ------------------------------------------------------------------ classes of characters, as in chars.py */

enum {
    SPACE, BREAK, TAB, LOWER, UPPER, CASELESS, HAN, THAI, DIGIT, MARK, STOP, QUESTION, DOTS, COMMA, COLON, QUOTE,
    OPEN, CLOSE, DASH, SLASH, BAR, BULLET, AT, MONEY, CODE, UNDERSCORE, RIGHTS, EMOJI, OTHER, CLASSES
};
#define PLANE 0x10000
#define RARE_HAN 0x20000

#define ONE 256
#define FAR 99
#define FAR_APART 1000000

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

static inline int32_t octaves(int64_t number) {
    uint64_t grown = (uint64_t)number + 1;
    int doublings = 0;
    while (grown >> (doublings + 1)) doublings++;
    return (int32_t)(doublings * ONE + (int64_t)((grown << 8) >> doublings) - ONE);
}

static inline int32_t shares(int64_t part, int64_t whole) { return (int32_t)(part * ONE / most(whole, 1)); }

/* ------------------------------------------------------------------ memory of one call */

typedef struct Block { struct Block *next; } Block;
typedef struct { Block *blocks; int failed; } Arena;

static void *take(Arena *arena, size_t count, size_t size) {
    if (size && count > (SIZE_MAX / 2 - sizeof(Block)) / size) { arena->failed = 1; return NULL; }
    Block *block = calloc(1, sizeof(Block) + count * size + 16);
    if (!block) { arena->failed = 1; return NULL; }
    block->next = arena->blocks;
    arena->blocks = block;
    return block + 1;
}

static void release(Arena *arena) {
    while (arena->blocks) {
        Block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

/* ------------------------------------------------------------------ a page */

typedef struct {
    const uint32_t *codes; /* the characters of all units, with a line break after each */
    Py_ssize_t length;
    int64_t count;         /* of units */
    Column blanks, indents, lines, linked, headings, removals, comments, boxes;
    const uint8_t *class_of;
    const uint16_t *lowered;
    int kinds;             /* what the rules can say about a unit */
} Page;

typedef struct {
    uint8_t *classes;
    int64_t *starts, *ends;
    int32_t (*counts)[CLASSES];
    int64_t *chars, *words, *tenths, *tokens, *capitals;
    uint8_t *end, *first, *bulleted, *numbered, *stops, *running, *left;
} Reading;

static inline uint8_t class_at(const Page *page, uint32_t code) {
    return code < PLANE ? page->class_of[code] : code >= RARE_HAN ? HAN : EMOJI;
}

static inline int is_dense(uint8_t class) { return class == HAN || class == THAI; }
static inline int in_word(uint8_t class) { return class >= LOWER && class <= MARK && !is_dense(class); }

static int read_page(const Page *page, Reading *reading, Arena *arena) {
    int64_t count = page->count;
    Py_ssize_t length = page->length;
    reading->classes = take(arena, length + 1, 1);
    reading->counts = take(arena, count, sizeof *reading->counts);
    int64_t **numbers[] = {&reading->starts, &reading->ends, &reading->chars, &reading->words, &reading->tenths,
                           &reading->tokens, &reading->capitals};
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) *numbers[n] = take(arena, count, sizeof(int64_t));
    uint8_t **signs[] = {&reading->end, &reading->first, &reading->bulleted, &reading->numbered, &reading->stops,
                         &reading->running, &reading->left};
    for (size_t n = 0; n < sizeof signs / sizeof *signs; n++) *signs[n] = take(arena, count, 1);
    if (arena->failed) return 0;

    uint8_t *classes = reading->classes;
    int64_t unit = 0, start = 0;
    int was_in_word = 0;
    for (Py_ssize_t at = 0; at < length; at++) {
        uint32_t code = page->codes[at];
        uint8_t class = classes[at] = class_at(page, code);
        if (class >= CLASSES || unit >= count) return -1;
        reading->counts[unit][class]++;
        int word = in_word(class);
        if (word && !was_in_word) {
            reading->words[unit]++;
            reading->capitals[unit] += class == UPPER;
        }
        was_in_word = word;
        if (code == '\n') {
            reading->starts[unit] = start;
            reading->ends[unit] = at;
            start = at + 1;
            unit++;
        }
    }
    if (unit != count || start != length) return -1;

    for (unit = 0; unit < count; unit++) {
        const int32_t *counts = reading->counts[unit];
        int64_t first = reading->starts[unit], end = reading->ends[unit], shown = first;
        for (int64_t at = end; at >= first; at--) {
            uint8_t class = classes[at];
            if (class != QUOTE && class != CLOSE && class != SPACE && class != BREAK && class != TAB) {
                shown = at;
                break;
            }
        }
        reading->chars[unit] = most(end - first, 1);
        reading->tenths[unit] = reading->words[unit] * 10 + counts[HAN] * 6 + counts[THAI] * 2;
        reading->tokens[unit] = most(reading->words[unit] + counts[HAN] + counts[THAI], 1);
        reading->end[unit] = classes[shown];
        reading->first[unit] = classes[first];
        int64_t second = least(first + 1, length - 1), third = least(first + 2, length - 1);
        int64_t fourth = least(first + 3, length - 1);
        reading->bulleted[unit] =
            classes[first] == BULLET || (classes[first] == DASH && classes[second] == SPACE);
        int ends_second = page->codes[second] == '.' || page->codes[second] == ')';
        int ends_third = page->codes[third] == '.' || page->codes[third] == ')';
        reading->numbered[unit] =
            classes[first] == DIGIT && ((ends_second && classes[third] == SPACE) ||
                                        (classes[second] == DIGIT && ends_third && classes[fourth] == SPACE));
        uint8_t last = reading->end[unit];
        reading->stops[unit] = last == STOP || last == QUESTION || last == DOTS ||
                               ((int64_t)counts[THAI] * 2 > end - first && reading->tenths[unit] >= 120 && last == THAI);
        reading->running[unit] = reading->tenths[unit] >= (reading->stops[unit] ? 80 : 200);
        reading->left[unit] = page->removals[unit] == 0;
    }
    return 1;
}

/* ------------------------------------------------------------------ the table, filled column by column */

typedef struct { int32_t *cells; int64_t count; int width, column; } Table;

#define EACH(table, unit, value)                                                                       \
    do {                                                                                               \
        if ((table)->column < (table)->width)                                                          \
            for (int64_t unit = 0; unit < (table)->count; unit++)                                      \
                (table)->cells[unit * (table)->width + (table)->column] = (int32_t)(value);            \
        (table)->column++;                                                                             \
    } while (0)

/* ------------------------------------------------------------------ look.py */

static int look(const Page *page, const Reading *reading, Table *table, Arena *arena) {
    int64_t count = page->count;
    enum { SENTENCES, NUMBERS, CLOCK, DECIMAL, FRACTION, HYPHENED, YEARS, ADDRESSES, GAPS, COUNTED };
    int32_t(*found)[COUNTED] = take(arena, count, sizeof *found);
    if (arena->failed) return 0;
    const uint32_t *codes = page->codes;
    const uint8_t *classes = reading->classes;
    int64_t length = page->length;
#define CLASS_AT(at) ((at) >= 0 && (at) < length ? classes[at] : BREAK)
#define CODE_AT(at) ((at) < length ? codes[at] : 0)
    for (int64_t unit = 0; unit < count; unit++) {
        for (int64_t at = reading->starts[unit]; at <= reading->ends[unit]; at++) {
            uint8_t class = classes[at];
            if (class == LOWER) continue; /* most characters: nothing below begins with one */
            uint32_t code = codes[at];
            if (class == STOP || class == QUESTION || class == DOTS) {
                uint8_t below = CLASS_AT(at + 1);
                found[unit][SENTENCES] += below <= BREAK || below == QUOTE || below == CLOSE || code == 0x3002 ||
                                          code == 0xFF01 || code == 0xFF1F;
            }
            if (class == DIGIT && CLASS_AT(at - 1) != DIGIT) {
                found[unit][NUMBERS]++;
                if (CLASS_AT(at + 1) == DIGIT && CLASS_AT(at + 2) == DIGIT && CLASS_AT(at + 3) == DIGIT &&
                    CLASS_AT(at + 4) != DIGIT)
                    found[unit][YEARS] += (code == '1' && CODE_AT(at + 1) == '9') || (code == '2' && CODE_AT(at + 1) == '0');
            }
            if ((code == ':' || code == '.' || code == '/' || code == '-') && CLASS_AT(at - 1) == DIGIT &&
                CLASS_AT(at + 1) == DIGIT)
                found[unit][code == ':' ? CLOCK : code == '.' ? DECIMAL : code == '/' ? FRACTION : HYPHENED]++;
            if (code == ':' && CODE_AT(at + 1) == '/' && CODE_AT(at + 2) == '/') found[unit][ADDRESSES]++;
            if (code == ' ' && at > 0 && at + 1 < length && codes[at - 1] == ' ' && codes[at + 1] != ' ')
                found[unit][GAPS]++;
        }
    }
#undef CLASS_AT
#undef CODE_AT
    static const uint8_t shares_of[] = {LOWER, UPPER, CASELESS, HAN, THAI, DIGIT};
    static const uint8_t ends[] = {STOP, QUESTION, DOTS, COMMA, COLON, DIGIT, LOWER, UPPER, CODE};
    static const uint8_t firsts[] = {LOWER, UPPER, DIGIT, QUOTE, OPEN, BAR, CODE};
    static const uint8_t counted[] = {TAB, QUESTION, COLON, QUOTE, OPEN, DASH, SLASH, BAR, AT, MONEY, CODE, UNDERSCORE,
                                      RIGHTS, EMOJI, DIGIT};
#define COUNT(class) ((int64_t)reading->counts[u][class])
#define LETTERS (COUNT(LOWER) + COUNT(UPPER) + COUNT(CASELESS))
    EACH(table, u, octaves(reading->tenths[u]));
    EACH(table, u, octaves(reading->chars[u]));
    EACH(table, u, least(shares(LETTERS, reading->words[u]), 15 * ONE));
    for (size_t n = 0; n < sizeof shares_of; n++) EACH(table, u, shares(COUNT(shares_of[n]), reading->chars[u]));
    EACH(table, u, ONE - shares(LETTERS + COUNT(HAN) + COUNT(THAI) + COUNT(DIGIT) + COUNT(SPACE) + COUNT(MARK),
                                reading->chars[u]));
    EACH(table, u, shares(reading->capitals[u], reading->words[u]));
    EACH(table, u, COUNT(UPPER) > 2 && COUNT(LOWER) == 0);
    for (size_t n = 0; n < sizeof ends; n++) EACH(table, u, reading->end[u] == ends[n]);
    for (size_t n = 0; n < sizeof firsts; n++) EACH(table, u, reading->first[u] == firsts[n]);
    EACH(table, u, reading->bulleted[u]);
    EACH(table, u, reading->numbered[u]);
    EACH(table, u, octaves(found[u][SENTENCES]));
    EACH(table, u, shares((int64_t)found[u][SENTENCES] * 100, most(reading->tenths[u], 50)));
    EACH(table, u, octaves(COUNT(COMMA)));
    EACH(table, u, shares(COUNT(COMMA) * 100, most(reading->tenths[u], 50)));
    for (size_t n = 0; n < sizeof counted; n++) EACH(table, u, octaves(COUNT(counted[n])));
    EACH(table, u, reading->stops[u]);
    EACH(table, u, reading->running[u]);
    EACH(table, u, octaves(found[u][NUMBERS]));
    EACH(table, u, least(found[u][CLOCK], 3));
    EACH(table, u, least(found[u][DECIMAL], 3));
    EACH(table, u, least(found[u][FRACTION], 3));
    EACH(table, u, least(found[u][HYPHENED], 3));
    EACH(table, u, least(found[u][YEARS], 3));
    EACH(table, u, least(found[u][ADDRESSES], 3));
    EACH(table, u, octaves(found[u][GAPS]));
    int64_t linked = 0, lines = 0, margin = page->indents[0];
    for (int64_t u = 0; u < count; u++) {
        linked += page->linked[u];
        lines += page->lines[u];
        margin = least(margin, page->indents[u]);
    }
    EACH(table, u, page->linked[u]);
    EACH(table, u, page->headings[u]);
    EACH(table, u, linked / count);
    EACH(table, u, octaves(page->lines[u]));
    EACH(table, u, octaves(lines * 8 / count));
    EACH(table, u, octaves(page->indents[u] - margin));
    return 1;
#undef LETTERS
}

/* ------------------------------------------------------------------ around.py */

static int64_t between(const int64_t *total, int64_t count, int64_t at, int64_t low, int64_t high) {
    int64_t start = least(most(at + low, 0), count), stop = least(most(at + high + 1, 0), count);
    return total[stop] - total[start];
}

static void since(const uint8_t *mask, int64_t count, int backwards, int32_t *distance) {
    int64_t last = -1;
    for (int64_t n = 0; n < count; n++) {
        int64_t at = backwards ? count - 1 - n : n;
        distance[at] = last < 0 ? FAR : (int32_t)least(n - last, FAR);
        if (mask[at]) last = n;
    }
}

static void run_lengths(const uint8_t *values, int64_t count, int32_t *runs) {
    for (int64_t start = 0, stop; start < count; start = stop) {
        for (stop = start + 1; stop < count && values[stop] == values[start];) stop++;
        for (int64_t at = start; at < stop; at++) runs[at] = (int32_t)(stop - start);
    }
}

/* ------------------------------------------------------------------ place.py */

static int place(const Page *page, const Reading *reading, Table *table, Arena *arena) {
    int64_t count = page->count, apart = 0;
    int64_t *text = take(arena, count + 1, sizeof *text), *everything = take(arena, count + 1, sizeof *everything);
    uint8_t *running = take(arena, count, 1);
    int32_t *distance = take(arena, count, sizeof *distance);
    if (arena->failed) return 0;
    for (int64_t u = 0; u < count; u++) {
        int64_t tokens = least(reading->tokens[u], 120) * reading->left[u];
        running[u] = reading->running[u] && reading->left[u];
        text[u + 1] = text[u] + tokens * running[u];
        everything[u + 1] = everything[u] + tokens;
        apart += u && page->blanks[u] > 0;
    }
    int kept = apart * 33 >= count - 1;
    EACH(table, u, kept ? least(page->blanks[u], 3) : 1);
    EACH(table, u, kept ? least(page->blanks[u + 1], 3) : 1);
    EACH(table, u, kept);
    EACH(table, u, shares(apart, count - 1));
    int64_t whole = most(text[count], 1);
    EACH(table, u, shares(u, count));
    EACH(table, u, octaves(u));
    EACH(table, u, octaves(count - u));
    EACH(table, u, octaves(count));
    EACH(table, u, octaves(text[u]));
    EACH(table, u, octaves(whole - text[u + 1]));
    EACH(table, u, shares(text[u], whole));
    EACH(table, u, octaves(whole));
    EACH(table, u, shares(whole, everything[count]));
    since(running, count, 0, distance);
    EACH(table, u, octaves(distance[u]));
    since(running, count, 1, distance);
    EACH(table, u, octaves(distance[u]));
    static const int windows[][2] = {{-2, -1}, {1, 2}, {-5, -1}, {1, 5}, {-12, -1}, {1, 12}, {-30, -1}, {1, 30}};
    for (size_t n = 0; n < sizeof windows / sizeof *windows; n++) {
        int low = windows[n][0], high = windows[n][1];
        EACH(table, u, octaves(between(text, count, u, low, high)));
        EACH(table, u, shares(between(text, count, u, low, high), between(everything, count, u, low, high)));
    }
    return 1;
}

/* ------------------------------------------------------------------ verdicts.py */

static int verdicts(const Page *page, Table *table, Arena *arena) {
    int64_t count = page->count;
    uint8_t *wall = take(arena, count, 1);
    int64_t *total = take(arena, count + 1, sizeof *total);
    int32_t *distance = take(arena, count, sizeof *distance);
    if (arena->failed) return 0;
    for (int kind = 0; kind < page->kinds; kind++) EACH(table, u, page->removals[u] == kind);
    Column walls[] = {page->comments, page->boxes, page->removals};
    for (size_t n = 0; n < sizeof walls / sizeof *walls; n++) {
        for (int64_t u = 0; u < count; u++) {
            wall[u] = walls[n][u] > 0;
            total[u + 1] = total[u] + wall[u];
        }
        EACH(table, u, octaves(total[u]));
        since(wall, count, 0, distance);
        EACH(table, u, octaves(distance[u]));
        since(wall, count, 1, distance);
        EACH(table, u, octaves(distance[u]));
    }
    static const int windows[][2] = {{-3, -1}, {1, 3}, {-10, -1}, {1, 10}}; /* of what rules removed, the last wall */
    for (size_t n = 0; n < sizeof windows / sizeof *windows; n++)
        EACH(table, u, between(total, count, u, windows[n][0], windows[n][1]));
    return 1;
}

/* ------------------------------------------------------------------ vocabulary.py */

typedef struct { uint64_t hash; int64_t with, running, brief, cell; } Word; /* units that have it; its last cell */
typedef struct { int64_t unit, word, above, below; } Cell;                 /* a word in a unit */
typedef struct { uint64_t signature; int64_t unit; } Signed;

static inline uint64_t mixed(uint64_t number) { /* the finaliser of SplitMix64 */
    number = (number ^ (number >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94D049BB133111EB);
    return number ^ (number >> 31);
}

static int by_signature(const void *one, const void *other) {
    const Signed *a = one, *b = other;
    if (a->signature != b->signature) return a->signature < b->signature ? -1 : 1;
    return a->unit < b->unit ? -1 : a->unit > b->unit;
}

typedef struct { int64_t *slots; Word *words; Cell *cells; uint64_t mask; int64_t size, used; } Index;

static void meet(Index *index, uint64_t hash, int64_t unit, int is_running, int is_brief) {
    uint64_t slot = mixed(hash) & index->mask;
    while (index->slots[slot] && index->words[index->slots[slot] - 1].hash != hash) slot = (slot + 1) & index->mask;
    if (!index->slots[slot]) {
        index->words[index->size] = (Word){hash, 0, 0, 0, -1};
        index->slots[slot] = ++index->size;
    }
    Word *word = &index->words[index->slots[slot] - 1];
    Cell *last = word->cell < 0 ? NULL : &index->cells[word->cell];
    if (last && last->unit == unit) return;
    word->with++;
    word->running += is_running;
    word->brief += is_brief;
    word->cell = index->used;
    index->cells[index->used++] =
        (Cell){unit, index->slots[slot] - 1, last ? unit - last->unit : FAR_APART, FAR_APART};
    if (last) last->below = unit - last->unit;
}

static int vocabulary(const Page *page, const Reading *reading, Table *table, Arena *arena) {
    int64_t count = page->count, most_words = 0;
    for (int64_t u = 0; u < count; u++)
        most_words += reading->words[u] + reading->counts[u][HAN] + reading->counts[u][THAI];
    Index index = {0};
    uint64_t slots = 16;
    while (slots < (uint64_t)most_words * 2) slots *= 2;
    index.mask = slots - 1;
    index.slots = take(arena, slots, sizeof *index.slots);
    index.words = take(arena, most_words, sizeof *index.words);
    index.cells = take(arena, most_words, sizeof *index.cells);
    Signed *signatures = take(arena, count, sizeof *signatures);
    int64_t *said = take(arena, count, sizeof *said); /* words of each unit, each as often as it occurs */
    int32_t *copies = take(arena, count, sizeof *copies), *above = take(arena, count, sizeof *above);
    int32_t *below = take(arena, count, sizeof *below);
    if (arena->failed) return 0;

    for (int64_t u = 0; u < count; u++) {
        int is_running = reading->running[u] && reading->left[u];
        int is_brief = !reading->running[u] && reading->tenths[u] <= 250;
        uint64_t hash = 0, signature = 0, before = 0;
        int64_t place = 0;
        int was_dense = 0;
        for (int64_t at = reading->starts[u]; at <= reading->ends[u]; at++) {
            uint8_t class = reading->classes[at];
            uint32_t code = page->codes[at];
            uint64_t lower = code < PLANE ? page->lowered[code] : code;
            if (in_word(class)) {
                hash += mixed(lower * 64 + (uint64_t)least(place, 63));
                place++;
            } else if (place) { /* a word has ended; each unit ends with a line break */
                signature += mixed(hash + (uint64_t)said[u]++);
                meet(&index, hash, u, is_running, is_brief);
                hash = 0;
                place = 0;
            }
            if (is_dense(class) && was_dense) {
                uint64_t pair = mixed(before * 0x110000 + lower);
                signature += mixed(pair + (uint64_t)said[u]++);
                meet(&index, pair, u, is_running, is_brief);
            }
            was_dense = is_dense(class);
            before = lower;
        }
        signatures[u] = (Signed){signature, u};
    }

    qsort(signatures, (size_t)count, sizeof *signatures, by_signature);
    for (int64_t start = 0, stop; start < count; start = stop) {
        for (stop = start + 1; stop < count && signatures[stop].signature == signatures[start].signature;) stop++;
        for (int64_t n = start; n < stop; n++) {
            int64_t u = signatures[n].unit;
            copies[u] = said[u] ? (int32_t)least(stop - start, 5) : 1;
            above[u] = said[u] && n > start ? (int32_t)least(u - signatures[n - 1].unit, FAR) : FAR;
            below[u] = said[u] && n + 1 < stop ? (int32_t)least(signatures[n + 1].unit - u, FAR) : FAR;
        }
    }
    EACH(table, u, copies[u]);
    EACH(table, u, octaves(above[u]));
    EACH(table, u, octaves(below[u]));

    enum { OF_TEXT, RARE, DISTINCT, WHOLE, W_TEXT, W_ONCE, W_BRIEF, ABOVE_1, BELOW_1, ABOVE_4, BELOW_4, SUMS };
    int64_t(*sums)[SUMS] = take(arena, count, sizeof *sums);
    if (arena->failed) return 0;
    for (int64_t n = 0; n < index.used; n++) {
        const Cell *cell = &index.cells[n];
        const Word *word = &index.words[cell->word];
        int64_t *sum = sums[cell->unit], u = cell->unit;
        int64_t weight = octaves(count) - octaves(word->with - 1);
        int elsewhere = word->running - (reading->running[u] && reading->left[u]) > 0;
        int is_brief = !reading->running[u] && reading->tenths[u] <= 250;
        sum[OF_TEXT] += elsewhere;
        sum[RARE] += elsewhere && word->with * 8 <= count;
        sum[DISTINCT]++;
        sum[WHOLE] += weight;
        sum[W_TEXT] += weight * elsewhere;
        sum[W_ONCE] += weight * (word->with == 1);
        sum[W_BRIEF] += weight * (word->brief - is_brief > 0);
        sum[ABOVE_1] += weight * (cell->above <= 1);
        sum[BELOW_1] += weight * (cell->below <= 1);
        sum[ABOVE_4] += weight * (cell->above <= 4);
        sum[BELOW_4] += weight * (cell->below <= 4);
    }
    EACH(table, u, shares(sums[u][OF_TEXT], sums[u][DISTINCT]));
    EACH(table, u, shares(sums[u][W_TEXT], sums[u][WHOLE]));
    EACH(table, u, shares(sums[u][W_ONCE], sums[u][WHOLE]));
    EACH(table, u, shares(sums[u][W_BRIEF], sums[u][WHOLE]));
    EACH(table, u, octaves(sums[u][RARE]));
    for (int n = ABOVE_1; n <= BELOW_4; n++) EACH(table, u, shares(sums[u][n], sums[u][WHOLE]));
    return 1;
}

/* ------------------------------------------------------------------ frames.py */

static int frames(const Page *page, const Reading *reading, Table *table, Arena *arena) {
    int64_t count = page->count, bullets = 0;
    uint8_t *lengths = take(arena, count, 1), *shorts = take(arena, count, 1);
    uint16_t *looks = take(arena, count, sizeof *looks);
    int32_t *best = take(arena, count, sizeof *best), *period = take(arena, count, sizeof *period);
    int32_t *runs = take(arena, count, sizeof *runs);
    int64_t *total = take(arena, count + 1, sizeof *total);
    if (arena->failed) return 0;
    for (int64_t u = 0; u < count; u++) {
        lengths[u] = (uint8_t)least(octaves(reading->tenths[u] / 10) / ONE, 6);
        shorts[u] = reading->tenths[u] < 60;
        looks[u] = (uint16_t)(lengths[u] << 5 | reading->stops[u] << 4 | reading->bulleted[u] << 3 |
                              (reading->counts[u][DIGIT] > 0) << 2 | (page->blanks[u] > 0) << 1 | !reading->left[u]);
        bullets += reading->bulleted[u];
    }
    for (int64_t step = 2; step <= 10 && count > 2 * step; step++) {
        for (int64_t u = 0; u < count; u++) total[u + 1] = total[u] + (u >= step && looks[u] == looks[u - step]);
        for (int64_t u = 0; u < count; u++) {
            int32_t fit = shares(most(between(total, count, u, 1 - step, step), between(total, count, u, 1, 2 * step)),
                                 2 * step);
            if (fit > best[u] + ONE / 20) {
                best[u] = fit;
                period[u] = (int32_t)step;
            }
        }
    }
    EACH(table, u, best[u]);
    EACH(table, u, period[u]);
    const uint8_t *values[] = {reading->bulleted, reading->running, shorts, reading->stops, lengths};
    for (size_t n = 0; n < sizeof values / sizeof *values; n++) {
        run_lengths(values[n], count, runs);
        EACH(table, u, octaves(runs[u]));
    }
    EACH(table, u, shares(bullets, count));
    return 1;
}

/* ------------------------------------------------------------------ from and to Python */

/* The contents of an object that holds numbers, which must have at least so many bytes. */
static const void *contents(PyObject *object, Py_buffer *view, Py_ssize_t bytes) {
    if (PyObject_GetBuffer(object, view, PyBUF_SIMPLE) < 0) return NULL;
    if (view->len < bytes || ((uintptr_t)view->buf & 7)) {
        PyErr_SetString(PyExc_ValueError, "an array of the kernel is too short");
        PyBuffer_Release(view);
        return NULL;
    }
    return view->buf;
}

static PyObject *list_of(int64_t count, const int64_t *numbers, const uint8_t *signs) {
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (int64_t n = 0; list && n < count; n++) {
        PyObject *item = signs ? PyBool_FromLong(signs[n]) : PyLong_FromLongLong(numbers[n]);
        if (!item || PyList_SetItem(list, (Py_ssize_t)n, item) < 0) Py_CLEAR(list);
    }
    return list;
}

static PyObject *counts_of(const Reading *reading, int64_t count, int class, int64_t *room) {
    for (int64_t n = 0; n < count; n++) room[n] = reading->counts[n][class];
    return list_of(count, room, NULL);
}

PyDoc_STRVAR(features_doc,
"features(codes, numbers, classes, lowered, kinds, width, /)\n--\n\n"
"Return the features of a page as a bytearray of 32-bit numbers, units by features, and the facts about its units:\n"
"tuples of lists. `codes` are the characters, 32 bits each, with a line break after each unit; `numbers` are nine\n"
"arrays of 32-bit numbers, one for each unit, but for blanks, which has one more.");

enum { ARRAYS = 8, BUFFERS = ARRAYS + 3 };

static PyObject *features(PyObject *module, PyObject *args) {
    PyObject *objects[BUFFERS];
    int kinds, width;
    (void)module;
    if (!PyArg_ParseTuple(args, "O(OOOOOOOO)OOii", &objects[0], &objects[1], &objects[2], &objects[3], &objects[4],
                          &objects[5], &objects[6], &objects[7], &objects[8], &objects[9], &objects[10], &kinds, &width))
        return NULL;
    Py_buffer views[BUFFERS];
    const void *arrays[BUFFERS];
    int held = 0;
    Arena arena = {0};
    PyObject *result = NULL, *cells = NULL;
    Page page = {0};
    for (; held < BUFFERS; held++) {
        Py_ssize_t bytes = held == 0 ? 4 : held == 9 ? PLANE : held == 10 ? PLANE * 2 : (Py_ssize_t)page.count * 4;
        if (held == 1) bytes = 8;
        if (!(arrays[held] = contents(objects[held], &views[held], bytes))) goto done;
        if (held == 1) page.count = views[1].len / 4 - 1;
    }
    page.codes = arrays[0];
    page.length = views[0].len / 4;
    page.blanks = arrays[1];
    page.indents = arrays[2];
    page.lines = arrays[3];
    page.linked = arrays[4];
    page.headings = arrays[5];
    page.removals = arrays[6];
    page.comments = arrays[7];
    page.boxes = arrays[8];
    page.class_of = arrays[9];
    page.lowered = arrays[10];
    page.kinds = kinds;

    Reading reading = {0};
    int ok = read_page(&page, &reading, &arena);
    if (ok < 0 || width < 1) {
        PyErr_SetString(PyExc_ValueError, "the characters of a page do not fit its units");
        goto done;
    }
    int64_t *room = take(&arena, page.count, sizeof *room);
    if (arena.failed) { PyErr_NoMemory(); goto done; }
    cells = PyByteArray_FromStringAndSize(NULL, page.count * width * (Py_ssize_t)sizeof(int32_t));
    if (!cells) goto done;
    Table table = {(int32_t *)PyByteArray_AsString(cells), page.count, width, 0};
    if (!(look(&page, &reading, &table, &arena) && place(&page, &reading, &table, &arena) &&
          verdicts(&page, &table, &arena) && vocabulary(&page, &reading, &table, &arena) &&
          frames(&page, &reading, &table, &arena))) {
        PyErr_NoMemory();
        goto done;
    }
    if (table.column != width) {
        PyErr_Format(PyExc_ValueError, "the kernel has %d features, not %d", table.column, width);
        goto done;
    }
    result = Py_BuildValue(
        "(O(NNNNNNNN)(NNNNNNN))", cells, list_of(page.count, reading.tenths, NULL),
        list_of(page.count, reading.tokens, NULL), list_of(page.count, reading.words, NULL),
        list_of(page.count, NULL, reading.stops), list_of(page.count, NULL, reading.running),
        list_of(page.count, NULL, reading.left), list_of(page.count, NULL, reading.bulleted),
        list_of(page.count, NULL, reading.numbered), list_of(page.count, reading.chars, NULL),
        counts_of(&reading, page.count, COLON, room), counts_of(&reading, page.count, CODE, room),
        counts_of(&reading, page.count, UNDERSCORE, room), counts_of(&reading, page.count, TAB, room),
        counts_of(&reading, page.count, BAR, room), counts_of(&reading, page.count, DIGIT, room));
done:
    Py_XDECREF(cells);
    release(&arena);
    while (held > 0) PyBuffer_Release(&views[--held]);
    return result;
}

/* ------------------------------------------------------------------ the net, as in net.py */

#define LIMIT 4
#define FEATURE 64
#define WEIGHT_BITS 11
#define WEIGHT (1 << WEIGHT_BITS)
#define STATE 1024
#define SCALED 256
#define MOST_ADDED (16 * STATE)
#define EPSILON 1048 /* 1e-3 in parts of STATE squared */
#define LAYERS 7
#define POOLED 3
#define STRIDE 16 /* numbers: rows of weights begin at multiples of it, so that a processor reads them at once */

static const int reaches[LAYERS] = {1, 2, 4, 8, 16, 2, 1};

typedef struct {
    int features, inside, kinds;
    int in_row, wide_row, own_row; /* numbers of a row: of the features, of three states, of one */
    double *mean, *scale;
    int16_t *enter, *look[LAYERS], *leave[LAYERS], *page; /* a row for each output */
    int32_t *enter_bias, *look_bias;
    int64_t *article, *headline, *kind; /* wider, because the last state is */
    int32_t article_bias, headline_bias, *kind_bias;
    Arena arena;
} Net;

static int padded(int size) { return (size + STRIDE - 1) / STRIDE * STRIDE; }
static int in_fours(int size) { return (size + 3) / 4 * 4; }

/* Weights with a row for each output instead of each input. */
static int16_t *turned(Arena *arena, const int16_t *weights, int inputs, int outputs, int row) {
    int16_t *out = take(arena, (size_t)in_fours(outputs) * row, sizeof *out);
    for (int i = 0; out && i < inputs; i++)
        for (int o = 0; o < outputs; o++) out[o * row + i] = weights[i * outputs + o];
    return out;
}

/* To the nearest whole number, halves to the even one: what does not fit below the point is rounded away. Compilers
   must not be told that they may change sums. */
static inline double rounded(double number) { return (number + 6755399441055744.0) - 6755399441055744.0; }

/* Four outputs at a time, so that the numbers of a row are read once for all of them. */
FAST static void multiply(const int16_t *rows, const int16_t *weights, int32_t *out, int64_t count, int row,
                          int outputs) {
    for (int64_t n = 0; n < count; n++) {
        const int16_t *own = rows + n * row;
        for (int o = 0; o < outputs; o += 4) {
            const int16_t *first = weights + o * row, *second = first + row, *third = second + row;
            const int16_t *fourth = third + row;
            int32_t a = 0, b = 0, c = 0, d = 0;
            for (int i = 0; i < row; i++) {
                a += own[i] * first[i];
                b += own[i] * second[i];
                c += own[i] * third[i];
                d += own[i] * fourth[i];
            }
            const int32_t sums[4] = {a, b, c, d};
            for (int k = 0; k < 4 && o + k < outputs; k++) out[n * outputs + o + k] = sums[k];
        }
    }
}

/* A division of whole numbers that rounds down, as Python's does. */
static inline int64_t down(int64_t number, int64_t by) {
    int64_t quotient = number / by;
    return quotient - (number % by < 0);
}

/* The features of a page in standard deviations from their means. */
FAST static void know(const int32_t *table, const double *mean, const double *scale, int16_t *known, int64_t count,
                      int features, int row) {
    const double limit = LIMIT * FEATURE;
    for (int64_t n = 0; n < count; n++)
        for (int f = 0; f < features; f++) {
            double apart = rounded((table[n * features + f] - mean[f]) * scale[f]);
            apart = apart > limit ? limit : apart;
            known[n * row + f] = (int16_t)(apart < -limit ? -limit : apart);
        }
}

/* The states of units, each scaled to the same length. */
FAST static void scale(const int32_t *states, int16_t *scaled, int64_t count, int inside) {
    for (int64_t n = 0; n < count; n++) {
        const int32_t *state = states + n * inside;
        int64_t squares = (int64_t)EPSILON * inside;
        for (int i = 0; i < inside; i++) squares += (int64_t)state[i] * state[i];
        double by = SCALED / sqrt((double)squares / inside);
        for (int i = 0; i < inside; i++) scaled[n * inside + i] = (int16_t)rounded(state[i] * by);
    }
}

/* What a layer adds, before its last weights: sums with their biases, none below 0 and none too large. */
FAST static void positive(const int32_t *sums, const int32_t *bias, int16_t *added, int64_t count, int inside,
                          int row) {
    for (int64_t n = 0; n < count; n++)
        for (int i = 0; i < inside; i++) {
            int32_t sum = sums[n * inside + i] + bias[i];
            sum = sum < 0 ? 0 : sum / (SCALED * WEIGHT / STATE);
            added[n * row + i] = (int16_t)(sum > MOST_ADDED ? MOST_ADDED : sum);
        }
}

/* A shift rounds down, as a division of Python does. */
FAST static void add(int32_t *states, const int32_t *sums, int64_t size) {
    for (int64_t n = 0; n < size; n++) states[n] += sums[n] >> WEIGHT_BITS;
}

/* The memory that judging a page takes. */
typedef struct { int16_t *scaled, *rows, *added; int32_t *state, *out; } Room;

static void looked(const Net *net, int layer, int64_t count, Room room) {
    int inside = net->inside, wide = net->wide_row, own = net->own_row, reach = reaches[layer];
    scale(room.state, room.scaled, count, inside);
    size_t size = (size_t)inside * sizeof *room.scaled;
    for (int64_t n = 0; n < count; n++) {
        int16_t *row = room.rows + n * wide;
        memset(row, 0, size * 3);
        if (n >= reach) memcpy(row, room.scaled + (n - reach) * inside, size);
        memcpy(row + inside, room.scaled + n * inside, size);
        if (n + reach < count) memcpy(row + 2 * inside, room.scaled + (n + reach) * inside, size);
    }
    multiply(room.rows, net->look[layer], room.out, count, wide, inside);
    positive(room.out, net->look_bias + (size_t)layer * inside, room.added, count, inside, own);
    multiply(room.added, net->leave[layer], room.out, count, own, inside);
    add(room.state, room.out, count * inside);
}

static void forget(PyObject *capsule) {
    Net *net = PyCapsule_GetPointer(capsule, "cleaner.net");
    if (net) {
        release(&net->arena);
        free(net);
    }
}

PyDoc_STRVAR(net_doc,
"net(weights, features, inside, kinds, /)\n--\n\n"
"Return a net for `said`. `weights` are the fields of Net in order, as objects that hold their numbers.");

enum { FIELDS = 14 };

static PyObject *net_of(PyObject *module, PyObject *args) {
    PyObject *weights, *capsule = NULL;
    int features, inside, kinds;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!iii", &PyTuple_Type, &weights, &features, &inside, &kinds)) return NULL;
    if (PyTuple_Size(weights) != FIELDS || features < 1 || inside < 1 || kinds < 1 || features > 4096 || inside > 256 ||
        kinds > 256) {
        PyErr_SetString(PyExc_ValueError, "these are no weights of a net");
        return NULL;
    }
    const Py_ssize_t sizes[FIELDS] = {
        features * 4, features * 4, features * inside * 2, inside * 4, LAYERS * 3 * inside * inside * 2,
        LAYERS * inside * 4, LAYERS * inside * inside * 2, inside * inside * 2, inside * 2, 4, inside * 2, 4,
        inside * kinds * 2, kinds * 4};
    Py_buffer views[FIELDS];
    const void *field[FIELDS];
    Net *net = calloc(1, sizeof *net);
    int held = 0;
    if (!net) return PyErr_NoMemory();
    for (; held < FIELDS; held++)
        if (!(field[held] = contents(PyTuple_GetItem(weights, held), &views[held], sizes[held]))) goto done;
    Arena *arena = &net->arena;
    net->features = features;
    net->inside = inside;
    net->kinds = kinds;
    net->in_row = padded(features);
    net->wide_row = padded(3 * inside);
    net->own_row = padded(inside);
    net->mean = take(arena, features, sizeof *net->mean);
    net->scale = take(arena, features, sizeof *net->scale);
    net->enter = turned(arena, field[2], features, inside, net->in_row);
    net->enter_bias = take(arena, inside, sizeof *net->enter_bias);
    net->look_bias = take(arena, (size_t)LAYERS * inside, sizeof *net->look_bias);
    net->page = turned(arena, field[7], inside, inside, net->own_row);
    net->article = take(arena, inside, sizeof *net->article);
    net->headline = take(arena, inside, sizeof *net->headline);
    net->kind = take(arena, (size_t)inside * kinds, sizeof *net->kind);
    net->kind_bias = take(arena, kinds, sizeof *net->kind_bias);
    for (int layer = 0; layer < LAYERS; layer++) {
        const int16_t *look = (const int16_t *)field[4] + (size_t)layer * 3 * inside * inside;
        const int16_t *leave = (const int16_t *)field[6] + (size_t)layer * inside * inside;
        net->look[layer] = turned(arena, look, 3 * inside, inside, net->wide_row);
        net->leave[layer] = turned(arena, leave, inside, inside, net->own_row);
    }
    if (arena->failed) {
        PyErr_NoMemory();
        goto done;
    }
    for (int n = 0; n < features; n++) {
        net->mean[n] = ((const float *)field[0])[n];
        net->scale[n] = ((const float *)field[1])[n];
    }
    memcpy(net->enter_bias, field[3], inside * sizeof *net->enter_bias);
    memcpy(net->look_bias, field[5], (size_t)LAYERS * inside * sizeof *net->look_bias);
    for (int n = 0; n < inside; n++) {
        net->article[n] = ((const int16_t *)field[8])[n];
        net->headline[n] = ((const int16_t *)field[10])[n];
        for (int k = 0; k < kinds; k++) net->kind[k * inside + n] = ((const int16_t *)field[12])[n * kinds + k];
    }
    net->article_bias = *(const int32_t *)field[9];
    net->headline_bias = *(const int32_t *)field[11];
    memcpy(net->kind_bias, field[13], kinds * sizeof *net->kind_bias);
    capsule = PyCapsule_New(net, "cleaner.net", forget);
done:
    while (held > 0) PyBuffer_Release(&views[--held]);
    if (!capsule) {
        release(&net->arena);
        free(net);
    }
    return capsule;
}

static int64_t dot(const int32_t *state, const int64_t *weights, int inside) {
    int64_t sum = 0;
    for (int i = 0; i < inside; i++) sum += state[i] * weights[i];
    return sum;
}

PyDoc_STRVAR(said_doc,
"said(net, table, share, /)\n--\n\n"
"Return what a net says about a page as three lists of whole numbers: for each unit as part of the article and as the\n"
"headline, and for each kind of page. `share` is what each unit counts for in the page, as 64-bit numbers.");

static PyObject *said(PyObject *module, PyObject *args) {
    PyObject *capsule, *objects[2];
    (void)module;
    if (!PyArg_ParseTuple(args, "OOO", &capsule, &objects[0], &objects[1])) return NULL;
    const Net *net = PyCapsule_GetPointer(capsule, "cleaner.net");
    if (!net) return NULL;
    Py_buffer views[2];
    const int64_t *share = contents(objects[1], &views[1], 8);
    if (!share) return NULL;
    int64_t count = views[1].len / 8;
    const int32_t *table = contents(objects[0], &views[0], (Py_ssize_t)count * net->features * 4);
    if (!table) {
        PyBuffer_Release(&views[1]);
        return NULL;
    }
    Arena arena = {0};
    PyObject *result = NULL;
    int inside = net->inside;
    int16_t *known = take(&arena, (size_t)count * net->in_row, sizeof *known);
    Room room = {
        .scaled = take(&arena, (size_t)count * inside, sizeof *room.scaled),
        .rows = take(&arena, (size_t)count * net->wide_row, sizeof *room.rows),
        .added = take(&arena, (size_t)count * net->own_row, sizeof *room.added),
        .state = take(&arena, (size_t)count * inside, sizeof *room.state),
        .out = take(&arena, (size_t)count * inside, sizeof *room.out),
    };
    int64_t *whole = take(&arena, inside, sizeof *whole), *numbers = take(&arena, count * 2, sizeof *numbers);
    int64_t *kinds = take(&arena, net->kinds, sizeof *kinds);
    int16_t *pooled = take(&arena, net->own_row, sizeof *pooled);
    if (arena.failed) {
        PyErr_NoMemory();
        goto done;
    }
    know(table, net->mean, net->scale, known, count, net->features, net->in_row);
    multiply(known, net->enter, room.out, count, net->in_row, inside);
    for (int64_t n = 0; n < count; n++)
        for (int i = 0; i < inside; i++) {
            int64_t sum = (int64_t)room.out[n * inside + i] + net->enter_bias[i];
            room.state[n * inside + i] = (int32_t)(most(sum, 0) / (FEATURE * WEIGHT / STATE));
        }
    for (int layer = 0; layer <= POOLED; layer++) looked(net, layer, count, room);
    int64_t shared = 0;
    for (int64_t n = 0; n < count; n++) {
        shared += share[n];
        for (int i = 0; i < inside; i++) whole[i] += share[n] * room.state[n * inside + i];
    }
    for (int i = 0; i < inside; i++) {
        whole[i] = most(least(down(whole[i], most(shared, 1)), MOST_ADDED), -MOST_ADDED);
        pooled[i] = (int16_t)whole[i];
    }
    multiply(pooled, net->page, room.out, 1, net->own_row, inside);
    for (int64_t n = 0; n < count; n++)
        for (int i = 0; i < inside; i++) room.state[n * inside + i] += (int32_t)down(room.out[i], WEIGHT);
    for (int layer = POOLED + 1; layer < LAYERS; layer++) looked(net, layer, count, room);
    for (int64_t n = 0; n < count; n++) {
        numbers[n] = dot(room.state + n * inside, net->article, inside) + net->article_bias;
        numbers[count + n] = dot(room.state + n * inside, net->headline, inside) + net->headline_bias;
    }
    for (int k = 0; k < net->kinds; k++) {
        kinds[k] = net->kind_bias[k];
        for (int i = 0; i < inside; i++) kinds[k] += whole[i] * net->kind[k * inside + i];
    }
    result = Py_BuildValue("(NNN)", list_of(count, numbers, NULL), list_of(count, numbers + count, NULL),
                           list_of(net->kinds, kinds, NULL));
done:
    release(&arena);
    PyBuffer_Release(&views[0]);
    PyBuffer_Release(&views[1]);
    return result;
}

static PyMethodDef functions[] = {
    {"features", features, METH_VARARGS, features_doc},
    {"net", net_of, METH_VARARGS, net_doc},
    {"said", said, METH_VARARGS, said_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_kernel", "The article finder's arithmetic, compiled.", 0, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernel(void) {
    PyObject *module = PyModule_Create(&definition);
    if (module && PyModule_AddStringConstant(module, "SOURCE", SOURCE) < 0) Py_CLEAR(module);
    return module;
}
