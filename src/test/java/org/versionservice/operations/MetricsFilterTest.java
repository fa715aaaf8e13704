package org.versionservice.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests the export of our metrics. */
class MetricsFilterTest {

  @Test
  void inSeconds_ourTimes_areScaled_andCountsAreNot() {
    assertThat(
            MetricsFilter.inSeconds(
                """
                # HELP versionservice_push_microseconds Time to bring a batch to the remote
                # TYPE versionservice_push_microseconds summary
                versionservice_push_microseconds{mp_scope="application",quantile="0.5"} 1500000.0
                versionservice_push_microseconds_count{mp_scope="application"} 3.0
                versionservice_push_microseconds_sum 2500000.0
                """))
        .isEqualTo(
            """
            # HELP versionservice_push_seconds Time to bring a batch to the remote
            # TYPE versionservice_push_seconds summary
            versionservice_push_seconds{mp_scope="application",quantile="0.5"} 1.5
            versionservice_push_seconds_count{mp_scope="application"} 3.0
            versionservice_push_seconds_sum 2.5
            """);
  }

  @Test
  void inSeconds_means_getAHelpText() {
    assertThat(
            MetricsFilter.inSeconds(
                """
                # TYPE versionservice_batch_size_mean gauge
                versionservice_batch_size_mean{mp_scope="application"} 1.0
                # TYPE versionservice_push_microseconds_mean gauge
                versionservice_push_microseconds_mean NaN
                """))
        .isEqualTo(
            """
            # HELP versionservice_batch_size_mean Mean of the last minutes, by samples
            # TYPE versionservice_batch_size_mean gauge
            versionservice_batch_size_mean{mp_scope="application"} 1.0
            # HELP versionservice_push_seconds_mean Mean of the last minutes, by samples
            # TYPE versionservice_push_seconds_mean gauge
            versionservice_push_seconds_mean NaN
            """);
  }

  @Test
  void inSeconds_whatIsNotOurs_isLeftAsItIs() {
    String others =
        """
        # TYPE gc_total counter
        gc_total{mp_scope="base",name="Copy"} 13
        other_microseconds 5.0
        # TYPE other_mean gauge
        """;
    assertThat(MetricsFilter.inSeconds(others)).isEqualTo(others);
    assertThat(MetricsFilter.inSeconds("")).isEmpty();
  }
}
