/* The inner loop of listening: how the delay of what came goes, and how much came.
 *
 * Rule 1: it does what media/congestion (delay, queue, arriving) does in Python, to the last bit of
 * every number; the tests compare them. What follows for the estimate is Python's affair.
 * Rule 2: as kernel.c: it allocates nothing. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "hearing.h"

#define ARRIVALS_MASK (SK_ARRIVALS - 1)

/* media/congestion, by the same names */
#define GROUP 0.005
#define TOGETHER 0.005
#define LONGEST_GROUP 0.1
#define SMOOTHING 0.9
#define GAIN 4.0
#define MOST_DELTAS 60
#define FIRST_THRESHOLD 12.5
#define LEAST_THRESHOLD 6.0
#define MOST_THRESHOLD 600.0
#define OUTLIER 15.0
#define RISE 0.0087
#define FALL 0.039
#define OVER_SECONDS 0.01
#define SILENCE 2.0
#define REBASE 60.0
#define STANDS 0.03
#define HALF 10.0
#define MEASURED 0.4
#define LEAST_WINDOW 0.15

enum { NORMAL, OVER, UNDER };

static void forget(sk_hearing *h)
{
    h->usage = NORMAL;
    h->first_sent = h->last_sent = h->first_arrived = h->last_arrived = -1.0;
    h->previous_sent = h->previous_arrived = -1.0;
    h->point_count = 0;
    h->sum_x = h->sum_y = h->sum_xx = h->sum_xy = h->base = 0.0;
    h->deltas = 0;
    h->summed = h->smoothed = h->previous_slope = 0.0;
    h->over_since = h->updated_at = -1.0;
    h->over_count = 0;
}

void sk_deaf(sk_hearing *h, uint64_t *next, double *times, uint16_t *sizes)
{
    int i;
    memset(h, 0, sizeof *h);
    h->next = next;
    h->times = times;
    h->sizes = sizes;
    for (i = 0; i < SK_TOLD; i++)
        h->missed[i] = NEVER;
    h->threshold = FIRST_THRESHOLD;
    forget(h);
    h->least = h->before = INFINITY;
    h->since = -INFINITY;
}

/* ---- delay.py */

static void adapt(sk_hearing *h, double weighed, double now)
{
    if (h->updated_at >= 0 && weighed <= h->threshold + OUTLIER) {
        double elapsed = 1000 * (now - h->updated_at), moved;
        if (elapsed > 100.0)
            elapsed = 100.0;
        moved = h->threshold + (weighed < h->threshold ? FALL : RISE) * (weighed - h->threshold) * elapsed;
        if (moved < LEAST_THRESHOLD)
            moved = LEAST_THRESHOLD;
        h->threshold = moved < MOST_THRESHOLD ? moved : MOST_THRESHOLD;
    }
    h->updated_at = now;
}

static void detect(sk_hearing *h, double slope, double now)
{
    double weighed = (double)(h->deltas < MOST_DELTAS ? h->deltas : MOST_DELTAS) * slope * GAIN;
    if (weighed > h->threshold) {
        if (h->over_since < 0)
            h->over_since = now;
        h->over_count++;
        if (now - h->over_since > OVER_SECONDS && h->over_count > 1 && slope >= h->previous_slope)
            h->usage = OVER;
    } else {
        h->over_since = -1.0;
        h->over_count = 0;
        h->usage = weighed < -h->threshold ? UNDER : NORMAL;
    }
    h->previous_slope = slope;
    adapt(h, fabs(weighed), now);
}

static void rebase(sk_hearing *h, double arrived)
{
    double shift = 1000 * (arrived - h->base);
    int i;
    h->base = arrived;
    h->sum_x = h->sum_y = h->sum_xx = h->sum_xy = 0.0;
    for (i = 0; i < h->point_count; i++) {
        sk_point *p = &h->points[i];
        p->x -= shift;
        h->sum_x += p->x;
        h->sum_y += p->y;
        h->sum_xx += p->x * p->x;
        h->sum_xy += p->x * p->y;
    }
}

static void delta(sk_hearing *h, double milliseconds, double arrived)
{
    sk_point *p = h->points;
    double x, y, spread;
    h->deltas++;
    h->summed += milliseconds;
    h->smoothed = SMOOTHING * h->smoothed + (1 - SMOOTHING) * h->summed;
    if (!h->point_count || arrived - h->base > REBASE)
        rebase(h, arrived);
    x = 1000 * (arrived - h->base);
    y = h->smoothed;
    p[h->point_count].x = x;
    p[h->point_count++].y = y;
    h->sum_x += x;
    h->sum_y += y;
    h->sum_xx += x * x;
    h->sum_xy += x * y;
    if (h->point_count > SK_WINDOW) {
        x = p->x;
        y = p->y;
        memmove(p, p + 1, SK_WINDOW * sizeof *p);
        h->point_count--;
        h->sum_x -= x;
        h->sum_y -= y;
        h->sum_xx -= x * x;
        h->sum_xy -= x * y;
    }
    if (h->point_count < SK_WINDOW)
        return;
    spread = SK_WINDOW * h->sum_xx - h->sum_x * h->sum_x;
    if (spread > 1e-3)
        detect(h, (SK_WINDOW * h->sum_xy - h->sum_x * h->sum_y) / spread, arrived);
}

static void begin(sk_hearing *h, double sent, double arrived)
{
    h->first_sent = h->last_sent = sent;
    h->first_arrived = h->last_arrived = arrived;
}

static void followed(sk_hearing *h, double sent, double arrived)
{
    double apart = arrived - h->last_arrived;
    if (h->first_sent < 0) {
        begin(h, sent, arrived);
        return;
    }
    if (apart > SILENCE || arrived < h->previous_arrived) {
        forget(h);
        begin(h, sent, arrived);
        return;
    }
    if (sent < h->first_sent)
        return; /* overtaken: its group is closed */
    if (sent - h->first_sent > GROUP &&
        !(apart <= TOGETHER && apart < sent - h->last_sent &&
          arrived - h->first_arrived < LONGEST_GROUP)) {
        double last_sent = h->last_sent, last = h->last_arrived;
        if (h->previous_sent >= 0)
            delta(h, 1000 * ((last - h->previous_arrived) - (last_sent - h->previous_sent)), last);
        h->previous_sent = last_sent;
        h->previous_arrived = last;
        begin(h, sent, arrived);
        return;
    }
    if (sent > h->last_sent)
        h->last_sent = sent;
    if (arrived > h->last_arrived)
        h->last_arrived = arrived;
}

/* ---- queue.py */

static void queued(sk_hearing *h, double delay, double arrived)
{
    if (arrived - h->since > HALF) {
        h->before = h->least;
        h->least = delay;
        h->since = arrived;
    } else if (delay < h->least) {
        h->least = delay;
    }
    h->recent[h->recent_count++ % SK_RECENT] = delay;
}

static int stands(const sk_hearing *h)
{
    double quickest, least = h->before < h->least ? h->before : h->least;
    int64_t count = h->recent_count < SK_RECENT ? h->recent_count : SK_RECENT, i;
    if (!count)
        return 0;
    for (quickest = h->recent[0], i = 1; i < count; i++)
        if (h->recent[i] < quickest)
            quickest = h->recent[i];
    return quickest - least > STANDS;
}

/* ---- arriving.py */

static void arrived_one(sk_hearing *h, double at, int size)
{
    sk_arrival *one;
    if (h->newest_one - h->oldest == SK_ARRIVALS)
        h->came_bits -= 8 * h->arrivals[h->oldest++ & ARRIVALS_MASK].size;
    one = &h->arrivals[h->newest_one++ & ARRIVALS_MASK];
    one->at = at;
    one->size = size;
    h->came_bits += 8 * size;
}

static void measured(sk_hearing *h, double newest)
{
    const sk_arrival *one;
    double span;
    while (h->oldest < h->newest_one) {
        one = &h->arrivals[h->oldest & ARRIVALS_MASK];
        if (!(newest - one->at > MEASURED || newest < one->at))
            break;
        h->came_bits -= 8 * one->size;
        h->oldest++;
    }
    if (h->oldest == h->newest_one)
        return;
    one = &h->arrivals[h->oldest & ARRIVALS_MASK];
    span = newest - one->at;
    if (span >= LEAST_WINDOW)
        h->came = (double)(h->came_bits - 8 * one->size) / span;
}

double sk_just_now(const sk_hearing *h)
{
    uint64_t at = h->newest_one;
    double newest, oldest, span;
    int64_t size = 0, last = 0;
    if (h->oldest == at)
        return h->came;
    newest = oldest = h->arrivals[(at - 1) & ARRIVALS_MASK].at;
    while (at-- > h->oldest) {
        const sk_arrival *one = &h->arrivals[at & ARRIVALS_MASK];
        if (newest - one->at > LEAST_WINDOW && size)
            break;
        size += one->size;
        oldest = one->at;
        last = one->size;
    }
    span = newest - oldest;
    return span > LEAST_WINDOW / 2 ? (double)(8 * (size - last)) / span : h->came;
}

static int before(const sk_told *a, const sk_told *b)
{
    if (a->arrived != b->arrived)
        return a->arrived < b->arrived;
    if (a->sent != b->sent)
        return a->sent < b->sent;
    return a->size < b->size;
}

/* Sort by arrival; mostly they are, and a liar's are sorted in n^1.5 at worst (Shell, 2^k - 1). */
static void sorted(sk_told *all, int count)
{
    int gap = 1, i, at;
    for (i = 1; i < count && !before(&all[i], &all[i - 1]); i++)
        ;
    if (i >= count)
        return;
    while (gap < count / 2)
        gap = 2 * gap + 1;
    for (; gap; gap /= 2) {
        for (i = gap; i < count; i++) {
            sk_told one = all[i];
            for (at = i; at >= gap && before(&one, &all[at - gap]); at -= gap)
                all[at] = all[at - gap];
            all[at] = one;
        }
    }
}

int sk_hear(sk_ear *ear, sk_hearing *h, const char *text, int size, double now)
{
    const unsigned char *body = (const unsigned char *)text;
    int count = arrivals(ear, body, size), i;
    if (count < 0)
        return count;
    h->told = matched(ear, h, (unsigned)body[8] << 8 | body[9], count, now);
    h->received = 0;
    h->bits = 0;
    for (i = 0; i < h->told; i++) {
        const sk_told *one = &ear->told[i];
        if (!i || one->sent < h->first)
            h->first = one->sent;
        if (!i || one->sent > h->last)
            h->last = one->sent;
        h->bits += 8 * one->size;
        if (one->came) {
            if (!h->received || one->sent > h->latest)
                h->latest = one->sent;
            ear->came[h->received++] = *one;
        }
    }
    if (!h->received)
        return h->told;
    sorted(ear->came, h->received);
    for (i = 0; i < h->received; i++) {
        const sk_told *one = &ear->came[i];
        followed(h, one->sent, one->arrived);
        queued(h, one->arrived - one->sent, one->arrived);
        arrived_one(h, one->arrived, one->size);
    }
    h->newest = ear->came[h->received - 1].arrived;
    measured(h, h->newest);
    h->stands = stands(h);
    return h->told;
}
