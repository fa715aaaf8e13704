package org.versionservice.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.versionservice.version.Outcome;
import org.versionservice.version.Refusal;

/** Tests the labels of changes that were not applied. */
class MetricsBinderTest {

  @Test
  void name_ofAChangeThatIsNotApplied_tellsWhy() {
    assertThat(MetricsBinder.name(new Outcome.Unreadable("versions/35/1.json, line 3")))
        .isEqualTo("unreadable");
    assertThat(MetricsBinder.name(new Outcome.Refused(Refusal.APP_NOT_FOUND))).isEqualTo("refused");
  }
}
