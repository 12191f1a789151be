/* The inner loop of forwarding: one packet in, for each receiver header, SRTP and sendmsg.
 *
 * Rule 1: it does what media/downstream/fan_out.py does in Python, byte for byte; the tests compare
 * them. It decides nothing: who receives what is Python's affair.
 * Rule 2: it never calls back, allocates nothing and keeps no pointer beyond a call but those in the
 * structs that Python owns. What it cannot send is counted. */

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103 /* linux/udp.h; since Linux 4.18 */
#endif

#include "kernel.h"

#define SK_BURST 65000 /* bytes in one call; an IP packet ends at 65,535 */

void sk_aim(sk_outlet *outlet, int fd, const unsigned char *ip, int ip_size, int port, uint32_t flow,
            uint32_t scope)
{
    memset(outlet->address, 0, sizeof outlet->address);
    if (ip_size == 4) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        memcpy(&to.sin_addr, ip, 4);
        memcpy(outlet->address, &to, sizeof to);
        outlet->address_size = sizeof to;
    } else {
        struct sockaddr_in6 to = {.sin6_family = AF_INET6,
                                  .sin6_port = htons((uint16_t)port),
                                  .sin6_flowinfo = htonl(flow),
                                  .sin6_scope_id = scope};
        memcpy(&to.sin6_addr, ip, 16);
        memcpy(outlet->address, &to, sizeof to);
        outlet->address_size = sizeof to;
    }
    outlet->fd = fd;
    outlet->single = 0;
}

void sk_start(sk_kernel *kernel, void *protect, int segments)
{
    memset(kernel, 0, sizeof *kernel);
    kernel->protect = (int (*)(void *, void *, int *))protect;
    kernel->segments = segments;
}

/* Write 16 and 32 bits in network order. */
static void put16(unsigned char *at, uint32_t value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
}

static void put32(unsigned char *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value);
}

/* Copy a VP8 payload with new numbers, as media/payload/vp8.py `renumbered`; return its size. */
static int renumbered(unsigned char *to, const unsigned char *from, int size, int64_t picture,
                      int64_t tl0)
{
    int at = 2, end = 2;
    if (size < 4 || !(from[0] & 0x80)) {
        memcpy(to, from, (size_t)size);
        return size;
    }
    to[0] = from[0];
    to[1] = from[1];
    if (from[1] & 0x80) {
        at = from[2] & 0x80 ? 4 : 3;
        put16(to + 2, 0x8000 | (uint32_t)(picture & 0x7FFF));
        end = 4;
    }
    if (from[1] & 0x40 && at < size) {
        to[end++] = (unsigned char)(tl0 & 0xFF);
        at++;
    }
    memcpy(to + end, from + at, (size_t)(size - at));
    return end + size - at;
}

/* Make and protect one packet at `to`; return its size on the wire, 0 when it cannot be. */
static int made(sk_kernel *kernel, const sk_sink *sink, const sk_packet *packet, unsigned char *to)
{
    sk_outlet *outlet = sink->outlet;
    const unsigned char *payload = kernel->arena + packet->at;
    int head = 12, wide = sink->wide && outlet->wide_next, size;
    to[0] = 0x80;
    to[1] = (unsigned char)packet->second;
    put16(to + 2, (uint32_t)(packet->number + sink->seq_shift));
    put32(to + 4, (uint32_t)((int64_t)packet->timestamp + sink->ts_shift));
    put32(to + 8, sink->ssrc);
    if (wide) { /* one-byte form, RFC 8285: one element of two bytes and a byte of padding */
        to[0] = 0x90;
        put32(to + 12, 0xBEDE0001);
        to[16] = (unsigned char)(outlet->wide_id << 4 | 1);
        put16(to + 17, (uint32_t)*outlet->wide_next);
        to[19] = 0;
        head = 20;
    }
    if (sink->renumbers) {
        size = head + renumbered(to + head, payload, packet->size,
                                 packet->picture + sink->picture_shift,
                                 packet->tl0 + sink->tl0_shift);
    } else {
        memcpy(to + head, payload, (size_t)packet->size);
        size = head + packet->size;
    }
    /* what is too long by a header was within SK_TRAILER */
    if (size > SK_PACKET || kernel->protect(outlet->session, to, &size) != 0) {
        kernel->failed++;
        return 0;
    }
    if (wide) {
        uint32_t slot = (uint32_t)*outlet->wide_next & outlet->wide_mask;
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        outlet->wide_sent[slot] = (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
        outlet->wide_bytes[slot] = (uint16_t)size;
        ++*outlet->wide_next;
    }
    return size;
}

/* Send `bytes` as datagrams of `segment` bytes (the last may be shorter); 0, or the errno. */
static int handed_over(sk_kernel *kernel, sk_outlet *outlet, unsigned char *from, int bytes, int segment)
{
    const struct sockaddr *to = (const struct sockaddr *)outlet->address;
    struct iovec piece = {from, (size_t)bytes};
    union {
        char room[CMSG_SPACE(sizeof(uint16_t))];
        struct cmsghdr aligned;
    } control;
    struct msghdr message = {.msg_name = outlet->address,
                             .msg_namelen = (socklen_t)outlet->address_size,
                             .msg_iov = &piece,
                             .msg_iovlen = 1};
    struct cmsghdr *head;
    uint16_t size = (uint16_t)segment;
    kernel->calls++;
    if (segment == bytes) {
        ssize_t went = sendto(outlet->fd, from, (size_t)bytes, MSG_DONTWAIT, to,
                              (socklen_t)outlet->address_size);
        return went < 0 ? errno : 0;
    }
    memset(&control, 0, sizeof control);
    message.msg_control = control.room;
    message.msg_controllen = sizeof control.room;
    head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = IPPROTO_UDP;
    head->cmsg_type = UDP_SEGMENT;
    head->cmsg_len = CMSG_LEN(sizeof size);
    memcpy(CMSG_DATA(head), &size, sizeof size);
    return sendmsg(outlet->fd, &message, MSG_DONTWAIT) < 0 ? errno : 0;
}

/* Send `count` packets that lie one behind the other; count what the system did not take. */
static void sent(sk_kernel *kernel, sk_sink *sink, unsigned char *from, const int *sizes,
                 const int *octets, int count)
{
    sk_outlet *outlet = sink->outlet;
    int at = 0;
    while (at < count) {
        int run = 1, bytes = sizes[at], i, error;
        while (!outlet->single && at + run < count && run < kernel->segments &&
               sizes[at + run] <= sizes[at] && bytes + sizes[at + run] <= SK_BURST) {
            bytes += sizes[at + run++];
            if (sizes[at + run - 1] < sizes[at])
                break; /* only the last may be shorter */
        }
        error = handed_over(kernel, outlet, from, bytes, sizes[at]);
        if (run > 1 && (error == EINVAL || error == EIO || error == EMSGSIZE)) {
            outlet->single = 1; /* udp(7): no segmentation on this way */
            continue;
        }
        for (i = at; i < at + run; i++) {
            if (error) {
                sink->refusals++;
                kernel->full++;
            } else {
                sink->packets++;
                sink->octets += (uint64_t)octets[i];
                outlet->packets++;
                outlet->bytes += (uint64_t)sizes[i];
            }
        }
        from += bytes;
        at += run;
    }
}

void sk_flush_fan(sk_kernel *kernel, sk_fan *fan)
{
    int i, at;
    if (!fan->waiting)
        return;
    for (i = 0; i < fan->count; i++) {
        sk_sink *sink = fan->sinks[i];
        sk_outlet *outlet = sink->outlet;
        unsigned char *to = kernel->scratch;
        int sizes[SK_OF_ONE], octets[SK_OF_ONE], count = 0;
        if (!outlet->session || sink->by_hand)
            continue;
        for (at = fan->head; at >= 0; at = kernel->queue[at].next) {
            const sk_packet *packet = &kernel->queue[at];
            if (packet->number < sink->first)
                continue;
            octets[count] = packet->size;
            sizes[count] = made(kernel, sink, packet, to);
            if (sizes[count] > 0)
                to += sizes[count++];
            else
                sink->refusals++;
        }
        sent(kernel, sink, kernel->scratch, sizes, octets, count);
    }
    fan->head = fan->tail = -1;
    fan->waiting = 0;
    if (fan->before)
        fan->before->after = fan->after;
    else
        kernel->fans = fan->after;
    if (fan->after)
        fan->after->before = fan->before;
    fan->before = fan->after = NULL;
    if (!kernel->fans)
        kernel->queued = kernel->arena_used = 0;
}

void sk_flush(sk_kernel *kernel)
{
    while (kernel->fans)
        sk_flush_fan(kernel, kernel->fans);
}

int sk_put(sk_kernel *kernel, sk_fan *fan, int64_t number, uint32_t timestamp, int second,
           int64_t picture, int tl0, const char *payload, int size, int hold)
{
    int i, left = 0;
    sk_packet *packet;
    if (size > SK_PACKET) {
        for (i = 0; i < fan->count; i++)
            if (number >= fan->sinks[i]->first)
                fan->sinks[i]->refusals++;
        kernel->failed++;
        return 0;
    }
    if (kernel->queued == SK_QUEUE || kernel->arena_used + size > SK_ARENA)
        sk_flush(kernel);
    packet = &kernel->queue[kernel->queued];
    packet->number = number;
    packet->picture = picture;
    packet->timestamp = timestamp;
    packet->second = second;
    packet->tl0 = tl0;
    packet->size = size;
    packet->at = kernel->arena_used;
    packet->next = -1;
    memcpy(kernel->arena + kernel->arena_used, payload, (size_t)size);
    kernel->arena_used += size;
    if (fan->waiting) {
        kernel->queue[fan->tail].next = kernel->queued;
    } else {
        fan->head = kernel->queued;
        fan->before = NULL;
        fan->after = kernel->fans;
        if (kernel->fans)
            kernel->fans->before = fan;
        kernel->fans = fan;
    }
    fan->tail = kernel->queued++;
    fan->waiting++;
    for (i = 0; i < fan->count && left < SK_MANY; i++)
        if (!fan->sinks[i]->outlet->session || fan->sinks[i]->by_hand)
            kernel->by_hand[left++] = (uint16_t)i;
    if (!hold || !kernel->holding || fan->waiting == SK_OF_ONE)
        sk_flush_fan(kernel, fan);
    return left;
}
