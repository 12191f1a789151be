/* The least that forwarding can cost: for each packet and receiver AES-GCM and one sendto.
 *
 * Called from bench/floor.py with libsrtp's srtp_protect and a session for each receiver. */

#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static void forward(int (*protect)(void *, void *, int *), void **sessions, int fd,
                    const struct sockaddr_in *to, int count, int second, uint16_t number, int size)
{
    unsigned char packet[2048];
    int i;
    for (i = 0; i < count; i++) {
        int length = 12 + size;
        memset(packet, 0, (size_t)length);
        packet[0] = 0x80;
        packet[1] = (unsigned char)second;
        packet[2] = (unsigned char)(number >> 8);
        packet[3] = (unsigned char)number;
        packet[11] = (unsigned char)second;
        if (protect(sessions[i], packet, &length) == 0)
            sendto(fd, packet, (size_t)length, MSG_DONTWAIT, (const struct sockaddr *)&to[i],
                   sizeof to[i]);
    }
}

/* Send the bench's pictures and sound to `count` addresses for so many ticks of 20 ms. */
void run(void *protect, void **sessions, int fd, const void *to, int count, int ticks,
         int picture_size, int pictures, int sound_size)
{
    struct timespec due;
    uint16_t number = 0;
    int tick, part;
    clock_gettime(CLOCK_MONOTONIC, &due);
    for (tick = 0; tick < ticks; tick++) {
        if (tick % 2 == 0)
            for (part = 0; part < pictures; part++)
                forward((int (*)(void *, void *, int *))protect, sessions, fd, to, count, 102,
                        number++, picture_size);
        forward((int (*)(void *, void *, int *))protect, sessions, fd, to, count, 100,
                (uint16_t)tick, sound_size);
        due.tv_nsec += 20000000;
        if (due.tv_nsec >= 1000000000) {
            due.tv_nsec -= 1000000000;
            due.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
    }
}
