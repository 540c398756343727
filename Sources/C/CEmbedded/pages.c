#include "CEmbedded.h"

// #embed is C23; clang has it in every mode, and says so in those before.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "web/index.html"
};

static const unsigned char style_css[] = {
#embed "web/style.css"
};

static const unsigned char app_js[] = {
#embed "web/app.js"
};

static const unsigned char dom_js[] = {
#embed "web/dom.js"
};

static const unsigned char words_js[] = {
#embed "web/words.js"
};

static const unsigned char french_js[] = {
#embed "web/french.js"
};

static const unsigned char place_js[] = {
#embed "web/place.js"
};

static const unsigned char chart_js[] = {
#embed "web/chart.js"
};

static const unsigned char live_js[] = {
#embed "web/live.js"
};

static const unsigned char pipeline_js[] = {
#embed "web/pipeline.js"
};

static const unsigned char session_js[] = {
#embed "web/session.js"
};

static const unsigned char login_js[] = {
#embed "web/login.js"
};

static const unsigned char stream_js[] = {
#embed "web/stream.js"
};

static const unsigned char click_js[] = {
#embed "web/click.js"
};

static const unsigned char analysis_css[] = {
#embed "web/analysis.css"
};

static const unsigned char analysis_js[] = {
#embed "web/analysis.js"
};

static const unsigned char analysis_parts_js[] = {
#embed "web/analysis-parts.js"
};

static const unsigned char analysis_visits_js[] = {
#embed "web/analysis-visits.js"
};

static const unsigned char analysis_sums_js[] = {
#embed "web/analysis-sums.js"
};

static const unsigned char analysis_journeys_js[] = {
#embed "web/analysis-journeys.js"
};

static const unsigned char analysis_funnel_js[] = {
#embed "web/analysis-funnel.js"
};

static const unsigned char kafka_css[] = {
#embed "web/kafka.css"
};

static const unsigned char kafka_js[] = {
#embed "web/kafka.js"
};

static const unsigned char kafka_parts_js[] = {
#embed "web/kafka-parts.js"
};

static const unsigned char kafka_message_js[] = {
#embed "web/kafka-message.js"
};

static const unsigned char kafka_messages_js[] = {
#embed "web/kafka-messages.js"
};

static const unsigned char kafka_produce_js[] = {
#embed "web/kafka-produce.js"
};

static const unsigned char kafka_topic_js[] = {
#embed "web/kafka-topic.js"
};

static const unsigned char kafka_volume_js[] = {
#embed "web/kafka-volume.js"
};

static const unsigned char kafka_search_js[] = {
#embed "web/kafka-search.js"
};

static const unsigned char kafka_groups_js[] = {
#embed "web/kafka-groups.js"
};

static const unsigned char icon_svg[] = {
#embed "web/icon.svg"
};

static const unsigned char parts_js[] = {
#embed "web/parts.js"
};

static const unsigned char lines_js[] = {
#embed "web/lines.js"
};

static const unsigned char rejections_js[] = {
#embed "web/rejections.js"
};

static const unsigned char audit_js[] = {
#embed "web/audit.js"
};

static const embedded_file pages[] = {
    {"index.html", index_html, sizeof index_html},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"style.css", style_css, sizeof style_css},
    {"app.js", app_js, sizeof app_js},
    {"dom.js", dom_js, sizeof dom_js},
    {"words.js", words_js, sizeof words_js},
    {"french.js", french_js, sizeof french_js},
    {"place.js", place_js, sizeof place_js},
    {"chart.js", chart_js, sizeof chart_js},
    {"session.js", session_js, sizeof session_js},
    {"login.js", login_js, sizeof login_js},
    {"stream.js", stream_js, sizeof stream_js},
    {"click.js", click_js, sizeof click_js},
    {"live.js", live_js, sizeof live_js},
    {"analysis.css", analysis_css, sizeof analysis_css},
    {"analysis.js", analysis_js, sizeof analysis_js},
    {"analysis-parts.js", analysis_parts_js, sizeof analysis_parts_js},
    {"analysis-visits.js", analysis_visits_js, sizeof analysis_visits_js},
    {"analysis-sums.js", analysis_sums_js, sizeof analysis_sums_js},
    {"analysis-journeys.js", analysis_journeys_js, sizeof analysis_journeys_js},
    {"analysis-funnel.js", analysis_funnel_js, sizeof analysis_funnel_js},
    {"kafka.css", kafka_css, sizeof kafka_css},
    {"kafka.js", kafka_js, sizeof kafka_js},
    {"kafka-parts.js", kafka_parts_js, sizeof kafka_parts_js},
    {"kafka-message.js", kafka_message_js, sizeof kafka_message_js},
    {"kafka-messages.js", kafka_messages_js, sizeof kafka_messages_js},
    {"kafka-produce.js", kafka_produce_js, sizeof kafka_produce_js},
    {"kafka-topic.js", kafka_topic_js, sizeof kafka_topic_js},
    {"kafka-volume.js", kafka_volume_js, sizeof kafka_volume_js},
    {"kafka-search.js", kafka_search_js, sizeof kafka_search_js},
    {"kafka-groups.js", kafka_groups_js, sizeof kafka_groups_js},
    {"pipeline.js", pipeline_js, sizeof pipeline_js},
    {"parts.js", parts_js, sizeof parts_js},
    {"lines.js", lines_js, sizeof lines_js},
    {"rejections.js", rejections_js, sizeof rejections_js},
    {"audit.js", audit_js, sizeof audit_js},
};

const embedded_file *embedded_pages(size_t *count) {
    *count = sizeof pages / sizeof pages[0];
    return pages;
}
