package dev.nightshift.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {

  @Test
  void valuesAreTakenOutWhereverTheyStand() {
    Secrets secrets = Secrets.of(List.of("abc", "abcdef", ""));
    assertThat(secrets.redact("x abcdef y abc z")).isEqualTo("x *** y *** z");
    assertThat(secrets.redact("url", "nothing here")).isEqualTo("nothing here");
  }

  @Test
  void namesTellSecrets() {
    Secrets none = Secrets.none();
    assertThat(none.redact("smtp-password", "x")).isEqualTo("***");
    assertThat(none.redact("api-key", "x")).isEqualTo("***");
    assertThat(none.redact("special-tokens", "<|bos|>")).isEqualTo("<|bos|>");
    assertThat(none.redact("tokenizer", "dir")).isEqualTo("dir");
  }
}
