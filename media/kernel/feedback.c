/* Feedback in, what became of each packet out.
 *
 * Rule 1: it does what media/transport_feedback.py and media/congestion/matching.py do in Python.
 * Rule 2: nothing that a receiver says makes it read or write beyond its structs, or work for longer
 * than the bytes that came are worth: it tells of each packet once, whatever is repeated. */

#include <stdint.h>
#include <string.h>

#include "hearing.h"

#define TOLD_MASK (SK_TOLD - 1)
#define NEVER (-1.0)
#define PATIENCE 0.2 /* media/congestion/matching.py */

/* ---- reading: draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1 */

/* Read the symbols of `count` packets; return where the deltas begin, or what is wrong. */
static int chunks(unsigned char *symbols, const unsigned char *body, int size, int count)
{
    int at = 16, have = 0, i;
    while (have < count) {
        unsigned chunk;
        if (at + 2 > size)
            return -3;
        chunk = (unsigned)body[at] << 8 | body[at + 1];
        at += 2;
        if (!(chunk & 0x8000)) {
            int run = (int)(chunk & 0x1FFF);
            if (!run)
                return -4;
            if (run > count - have)
                run = count - have;
            memset(symbols + have, (int)(chunk >> 13), (size_t)run);
            have += run;
        } else if (chunk & 0x4000) { /* 7 or 14 at most beyond `count`: there is room */
            for (i = 12; i >= 0; i -= 2)
                symbols[have++] = chunk >> i & 3;
        } else {
            for (i = 13; i >= 0; i--)
                symbols[have++] = chunk >> i & 1;
        }
    }
    return at;
}

/* Read all arrivals; return how many, or what is wrong. */
static int arrivals(sk_ear *ear, const unsigned char *body, int size)
{
    uint32_t now;
    int count, at, i;
    if (size < 16)
        return -1;
    count = body[10] << 8 | body[11];
    if (count == 0 || count > SK_FEEDBACK)
        return -2;
    at = chunks(ear->symbols, body, size, count);
    if (at < 0)
        return at;
    now = ((uint32_t)body[12] << 16 | (uint32_t)body[13] << 8 | body[14]) << 8;
    for (i = 0; i < count; i++) {
        switch (ear->symbols[i]) {
        case 0:
            ear->arrivals[i] = -1;
            continue;
        case 1:
            if (at + 1 > size)
                return -6;
            now += body[at++];
            break;
        case 2:
            if (at + 2 > size)
                return -6;
            now += (uint32_t)(int32_t)(int16_t)(body[at] << 8 | body[at + 1]);
            at += 2;
            break;
        default:
            return -5;
        }
        ear->arrivals[i] = now;
    }
    return count;
}

/* ---- matching.py */

static int matched(sk_ear *ear, sk_hearing *h, unsigned base, int count, double now)
{
    int64_t next = (int64_t)*h->next, newest = next - 1;
    int64_t from = newest - (int64_t)((uint64_t)(newest - (int64_t)base) & 0xFFFF);
    int64_t end = from + count < next ? from + count : next;
    int64_t oldest = next > SK_TOLD ? next - SK_TOLD : 0;
    int64_t skipped = oldest > from ? oldest - from : 0, number, ticks;
    int told = 0;
    for (number = h->seen > oldest ? h->seen : oldest; number < end; number++)
        h->missed[number & TOLD_MASK] = NEVER;
    for (number = from + skipped; number < end; number++) {
        int slot = (int)(number & TOLD_MASK);
        int64_t arrival = ear->arrivals[number - from];
        if (arrival < 0) {
            if (number >= h->seen)
                h->missed[slot] = now;
        } else if (h->sizes[slot]) {
            sk_told *one = &ear->told[told++];
            if (!h->referred) {
                h->reference = arrival;
                h->referred = 1;
            }
            ticks = h->reference + (int32_t)(uint32_t)((uint64_t)arrival - (uint64_t)h->reference);
            one->sent = h->times[slot];
            one->size = h->sizes[slot];
            one->arrived = (double)ticks / 4000.0;
            one->came = 1;
            h->sizes[slot] = 0;
            if (ticks > h->reference)
                h->reference = ticks;
        }
    }
    if (end > h->seen)
        h->seen = end;
    if (h->given_up < oldest)
        h->given_up = oldest;
    for (; h->given_up < h->seen; h->given_up++) {
        int slot = (int)(h->given_up & TOLD_MASK);
        if (h->missed[slot] < 0)
            continue;
        if (now - h->missed[slot] < PATIENCE)
            break;
        if (h->sizes[slot]) {
            sk_told *one = &ear->told[told++];
            one->sent = h->times[slot];
            one->size = h->sizes[slot];
            one->arrived = 0.0;
            one->came = 0;
            h->sizes[slot] = 0;
        }
    }
    return told;
}
