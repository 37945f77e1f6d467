package dev.nightshift.curation.pii;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PiiDigestTest {

  private final PiiDigest digest = new PiiDigest("0123456789abcdef");

  @Test
  void waysToWriteOneValueHaveOneDigest() {
    assertThat(digest.of(PiiKind.PHONE, "+1 (212) 555-0123"))
        .isEqualTo(digest.of(PiiKind.PHONE, "1.212.555.0123"))
        .hasSize(64);
    assertThat(digest.of(PiiKind.EMAIL, "Ann@B.org"))
        .isEqualTo(digest.of(PiiKind.EMAIL, "ann@b.org"));
    assertThat(digest.of(PiiKind.IBAN, "NO93 8601 1117 947"))
        .isEqualTo(digest.of(PiiKind.IBAN, "NO9386011117947"));
    assertThat(digest.of(PiiKind.KEY, "aB")).isNotEqualTo(digest.of(PiiKind.KEY, "ab"));
  }

  @Test
  void kindAndSecretDecideTheDigest() {
    String phone = digest.of(PiiKind.PHONE, "2125550123");
    assertThat(digest.of(PiiKind.CARD, "2125550123")).isNotEqualTo(phone);
    assertThat(new PiiDigest("another secret of mine").of(PiiKind.PHONE, "2125550123"))
        .isNotEqualTo(phone);
    // HMAC-SHA-256 of "phone", a zero byte and the digits, under that key.
    assertThat(phone).isEqualTo("3dcda12fa5f2d909d90799e6bc717a4a8553bc0daeb32369d1305068a4f96591");
  }
}
