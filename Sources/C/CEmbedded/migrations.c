#include "CEmbedded.h"

// #embed is C23; clang has it in every mode, and says so in those before.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char user_clicks[] = {
#embed "sql/0001-user-clicks.sql"
};

static const unsigned char rejected_clicks[] = {
#embed "sql/0002-rejected-clicks.sql"
};

static const unsigned char sink_offsets[] = {
#embed "sql/0003-sink-offsets.sql"
};

static const unsigned char rollups[] = {
#embed "sql/0004-rollups.sql"
};

static const unsigned char sessions[] = {
#embed "sql/0005-sessions.sql"
};

static const unsigned char rejection_retries[] = {
#embed "sql/0006-rejection-retries.sql"
};

static const unsigned char retention[] = {
#embed "sql/0007-retention.sql"
};

static const unsigned char aggregate_definitions[] = {
#embed "sql/0008-aggregate-definitions.sql"
};

static const unsigned char batches_as_arrays[] = {
#embed "sql/0009-batches-as-arrays.sql"
};

static const unsigned char analysis[] = {
#embed "sql/0010-analysis.sql"
};

static const unsigned char kafka_position[] = {
#embed "sql/0011-kafka-position.sql"
};

static const unsigned char audit[] = {
#embed "sql/0012-audit.sql"
};

static const embedded_file migrations[] = {
    {"0001-user-clicks", user_clicks, sizeof user_clicks},
    {"0002-rejected-clicks", rejected_clicks, sizeof rejected_clicks},
    {"0003-sink-offsets", sink_offsets, sizeof sink_offsets},
    {"0004-rollups", rollups, sizeof rollups},
    {"0005-sessions", sessions, sizeof sessions},
    {"0006-rejection-retries", rejection_retries, sizeof rejection_retries},
    {"0007-retention", retention, sizeof retention},
    {"0008-aggregate-definitions", aggregate_definitions, sizeof aggregate_definitions},
    {"0009-batches-as-arrays", batches_as_arrays, sizeof batches_as_arrays},
    {"0010-analysis", analysis, sizeof analysis},
    {"0011-kafka-position", kafka_position, sizeof kafka_position},
    {"0012-audit", audit, sizeof audit},
};

const embedded_file *embedded_migrations(size_t *count) {
    *count = sizeof migrations / sizeof migrations[0];
    return migrations;
}
