/* What feedback.c and hearing.c offer to Python: feedback read, held against what was sent, followed.
 *
 * Rule: as kernel.h: every struct lies in memory of a Python object (media/kernel/hearing.py). */

#pragma once

#include <stdint.h>

#define SK_TOLD 4096      /* SIZE of media/downstream/sent_log.py: each packet is told of once */
#define SK_FEEDBACK 8192  /* MAX_PACKETS of media/transport_feedback.py */
#define SK_ARRIVALS 2048  /* MOST_ARRIVALS of media/congestion/arriving.py; a power of two */
#define SK_WINDOW 20      /* WINDOW of media/congestion/delay.py */
#define SK_RECENT 12      /* RECENT of media/congestion/queue.py */

/* What a feedback says of one packet. */
typedef struct {
    double sent;               /* seconds, our clock */
    double arrived;            /* seconds, the receiver's clock */
    int size;
    int came;                  /* 0: lost, `arrived` means nothing */
} sk_told;

/* One event loop's room to work in: good until the next call. */
typedef struct {
    int64_t arrivals[SK_FEEDBACK]; /* ticks; -1: not received */
    unsigned char symbols[SK_FEEDBACK + 16];
    sk_told told[SK_TOLD];     /* of the last sk_hear */
    sk_told came[SK_TOLD];     /* those that arrived, in order of arrival */
} sk_ear;

typedef struct {
    double x, y;
} sk_point;

typedef struct {
    double at;
    int64_t size;
} sk_arrival;

/* One receiver's: Matching, DelayTrend, Queue and Arriving of media/congestion. */
typedef struct {
    uint64_t *next;            /* the sent log: the next number, ... */
    double *times;             /* ... when each was sent ... */
    uint16_t *sizes;           /* ... and its size; 0: it has been told of */
    /* Matching */
    int64_t seen, given_up, reference;
    int referred;
    double missed[SK_TOLD];    /* when a number was missed; below 0: it was not */
    /* DelayTrend */
    double first_sent, last_sent, first_arrived, last_arrived;
    double previous_sent, previous_arrived, previous_slope;
    double sum_x, sum_y, sum_xx, sum_xy, base, summed, smoothed, threshold;
    double over_since, updated_at;
    int64_t deltas, over_count;
    sk_point points[SK_WINDOW + 1];
    int point_count;
    int usage;                 /* 0 normal, 1 over, 2 under: the values of Usage */
    /* Queue */
    double recent[SK_RECENT], least, before, since;
    int64_t recent_count;
    int stands;
    /* Arriving */
    sk_arrival arrivals[SK_ARRIVALS];
    uint64_t oldest, newest_one; /* counts, not wrapped */
    int64_t came_bits;
    double came;               /* bit/s */
    /* What the last sk_hear told of */
    int told, received;
    double first, last, latest, newest;
    int64_t bits;
} sk_hearing;

/* Begin with nothing heard. */
void sk_deaf(sk_hearing *hearing, uint64_t *next, double *times, uint16_t *sizes);

/* Take transport-wide feedback, everything behind its RTCP header. Returns of how many packets it
 * told anything, or what is wrong with it: below 0, an index into FAULTS of hearing.py. */
int sk_hear(sk_ear *ear, sk_hearing *hearing, const char *body, int size, double now);

/* Return the bit/s that came in the last moment. */
double sk_just_now(const sk_hearing *hearing);
