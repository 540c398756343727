#ifndef CLIBRDKAFKA_SHIM_H
#define CLIBRDKAFKA_SHIM_H

#include <stdint.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

// rd_kafka_producev is variadic, so Swift cannot call it, and rd_kafka_produce has no timestamp.
// The record is copied. A timestamp of 0 means now; a key or value of NULL is a null of its own.
static inline rd_kafka_resp_err_t clickstream_rd_kafka_produce(
    rd_kafka_t *rk, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_length,
    const void *value, size_t value_length, int64_t timestamp, void *opaque) {
    return rd_kafka_producev(
        rk, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY((void *)key, key_length), RD_KAFKA_V_VALUE((void *)value, value_length),
        RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}

// The same with headers, which belong to librdkafka once it has taken the record.
static inline rd_kafka_resp_err_t clickstream_rd_kafka_produce_with_headers(
    rd_kafka_t *rk, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_length,
    const void *value, size_t value_length, int64_t timestamp, rd_kafka_headers_t *headers, void *opaque) {
    return rd_kafka_producev(
        rk, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY((void *)key, key_length), RD_KAFKA_V_VALUE((void *)value, value_length),
        RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}

// Takes what the queue holds: waits for the first message only, and calls callbacks on the way.
//
// Deliberately not rd_kafka_consume_batch_queue. Up to 2.0.2 (mended in 2.1.0) that function takes messages out of
// its buffer again when a rebalance pauses their partition meanwhile, though their offsets already count as read:
// after a cooperative rebalance they are skipped. It also waits until the buffer is full or the time is up.
static inline size_t clickstream_rd_kafka_consume(
    rd_kafka_queue_t *queue, int timeout_milliseconds, rd_kafka_message_t **messages, size_t capacity) {
    size_t count = 0;
    while (count < capacity) {
        rd_kafka_message_t *message = rd_kafka_consume_queue(queue, count == 0 ? timeout_milliseconds : 0);
        if (!message) break;
        messages[count++] = message;
    }
    return count;
}

#endif
