/* What kernel.c offers to Python: included there, and read by cffi (media/kernel/build.py).
 *
 * Rule: every struct lies in memory of a Python object (media/kernel/binding.py) that outlives every
 * pointer to it; nothing is allocated or freed in C. */

#include <stdint.h>

#define SK_VERSION 2     /* counted up with every change that binding.py must know of */
#define SK_QUEUE 256     /* packets that wait in one batch, of all streams */
#define SK_ARENA 262144  /* bytes of their payloads */
#define SK_OF_ONE 32     /* packets of one stream that wait */
#define SK_PACKET 2048   /* MAX_PACKET of media/srtp.py */
#define SK_TRAILER 160   /* its TRAILER */
#define SK_MANY 4096     /* sinks of one stream */
#define SK_SCRATCH 70656 /* SK_OF_ONE * (SK_PACKET + SK_TRAILER) */

/* One transport: where its packets go and under which keys. */
typedef struct {
    void *session;             /* libsrtp's srtp_t; NULL: nothing can be sent from here */
    int fd;                    /* the UDP socket */
    int single;                /* 1: this way takes no segmentation, send one by one */
    int address_size;
    unsigned char address[28]; /* a sockaddr_in or sockaddr_in6 */
    int wide_id;               /* id of the transport-cc header extension */
    uint64_t *wide_next;       /* the next transport-wide number, not wrapped */
    double *wide_sent;         /* a ring of send times, CLOCK_MONOTONIC seconds ... */
    uint16_t *wide_bytes;      /* ... and sizes on the wire */
    uint32_t wide_mask;        /* its size less one; the size is a power of two */
    uint64_t packets;          /* sent from here */
    uint64_t bytes;
} sk_outlet;

/* One consumer: what is added to its stream's numbers (media/downstream/continuation.py). */
typedef struct {
    sk_outlet *outlet;
    int64_t first;             /* packets with lower unwrapped numbers are not for it */
    int64_t seq_shift;
    int64_t ts_shift;
    int64_t picture_shift;
    int64_t tl0_shift;
    int by_hand;               /* 1: Python serves it, as something paces it */
    uint32_t ssrc;
    int wide;                  /* 1: its packets carry transport-wide numbers */
    int renumbers;             /* 1: VP8 picture numbers are written anew */
    uint64_t packets;          /* sent from here */
    uint64_t octets;           /* of their payloads */
    uint64_t refusals;         /* that the system or libsrtp did not take */
} sk_sink;

/* One packet that waits. */
typedef struct {
    int64_t number;            /* unwrapped, as picture */
    int64_t picture;
    uint32_t timestamp;
    int second;                /* marker and payload type */
    int tl0;
    int size;
    int at;                    /* of its payload in the arena */
    int next;                  /* packet of the same fan; -1: the last */
} sk_packet;

/* The sinks of one stream, and which of its packets wait. */
typedef struct sk_fan {
    sk_sink **sinks;
    int count;
    int head, tail;            /* in the queue; of no meaning while none waits */
    int waiting;
    struct sk_fan *before;     /* others whose packets wait */
    struct sk_fan *after;
} sk_fan;

/* One event loop's: the packets that wait, the room in which packets are made, what went wrong. */
typedef struct {
    int (*protect)(void *session, void *packet, int *size);
    int segments;              /* most datagrams in one call (UDP_SEGMENT, udp(7)); 1: one by one */
    int holding;               /* 1 in a batch: packets may wait for its end */
    int queued;                /* entries in use; all are free when no fan waits */
    int arena_used;
    sk_fan *fans;              /* those whose packets wait */
    uint64_t full;             /* datagrams that the system did not take */
    uint64_t failed;           /* packets that libsrtp did not take */
    uint64_t calls;            /* of sendto and sendmsg */
    uint16_t by_hand[SK_MANY]; /* sinks that the last sk_put left to Python */
    sk_packet queue[SK_QUEUE];
    unsigned char arena[SK_ARENA];
    unsigned char scratch[SK_SCRATCH];
} sk_kernel;

/* Begin with nothing; `protect` is the address of libsrtp's srtp_protect. */
void sk_start(sk_kernel *kernel, void *protect, int segments);

/* Send an outlet's packets to an address: 4 or 16 bytes of IP; the rest in the machine's order. */
void sk_aim(sk_outlet *outlet, int fd, const unsigned char *ip, int ip_size, int port, uint32_t flow,
            uint32_t scope);

/* Send a packet to all sinks of a fan: with the batch, if one is under way and `hold` is not 0,
 * else now. Returns how many sinks Python must serve (which: kernel->by_hand). A payload of more
 * than SK_PACKET bytes is refused to all. */
int sk_put(sk_kernel *kernel, sk_fan *fan, int64_t number, uint32_t timestamp, int second,
           int64_t picture, int tl0, const char *payload, int size, int hold);

/* Send what waits for one fan; C knows nothing of it afterwards. */
void sk_flush_fan(sk_kernel *kernel, sk_fan *fan);

/* Send all that waits. */
void sk_flush(sk_kernel *kernel);
