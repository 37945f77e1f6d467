package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExactKeyTest {

  @Test
  void caseSpaceAndCompatibleFormsDoNotCount() {
    String key = ExactKey.of("The file is 5 km.");
    assertThat(ExactKey.of(" the\n FILE\tis 5 km. ")).isEqualTo(key);
    assertThat(ExactKey.of("The \ufb01le is \uff15 km.")).isEqualTo(key);
    assertThat(ExactKey.of("The file is 5 km")).isNotEqualTo(key);
    assertThat(ExactKey.of("The file is5 km.")).isNotEqualTo(key);
  }
}
