package dev.nightshift.schema.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DigestTest {

  @Test
  void rawDigestIsPlainSha256() {
    // FIPS 180-2, appendix B.1.
    assertThat(Digest.ofText("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Digest.ofBytes(new byte[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void fieldIsItsLengthAndItsBytes() {
    byte[] framed = HexFormat.of().parseHex("0000000000000003616263");
    assertThat(Digest.start().add("abc").hex()).isEqualTo(Digest.ofBytes(framed));
    byte[] number = HexFormat.of().parseHex("0000000000000008" + "fffffffffffffffe");
    assertThat(Digest.start().add(-2L).hex()).isEqualTo(Digest.ofBytes(number));
  }

  @Test
  void fieldsDoNotRunTogether() {
    assertThat(Digest.start().add("ab").add("c").hex())
        .isNotEqualTo(Digest.start().add("a").add("bc").hex());
    assertThat(Digest.start().add("").add("a").hex())
        .isNotEqualTo(Digest.start().add("a").add("").hex());
  }

  @Test
  void textBytesAndBufferAreOneField() {
    byte[] bytes = "Größe".getBytes(StandardCharsets.UTF_8);
    String expected = Digest.start().add("Größe").hex();
    assertThat(Digest.start().add(bytes).hex()).isEqualTo(expected);
    ByteBuffer buffer = ByteBuffer.allocateDirect(32).put(bytes).flip();
    assertThat(Digest.start().add(buffer).hex()).isEqualTo(expected);
    assertThat(buffer.hasRemaining()).isFalse();
  }

  @Test
  void digestStartsAnewAfterItsValue() {
    Digest digest = Digest.start().add("x");
    String first = digest.hex();
    assertThat(digest.add("x").hex()).isEqualTo(first);
  }
}
