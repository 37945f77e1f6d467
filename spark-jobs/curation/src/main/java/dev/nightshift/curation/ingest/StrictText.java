package dev.nightshift.curation.ingest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8 that is refused where it is wrong, never mended. */
final class StrictText {

  private StrictText() {}

  /** Bytes that are not UTF-8. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * Decodes UTF-8.
   *
   * @throws Malformed where the bytes are not UTF-8; says at which byte
   */
  static String decode(byte[] bytes) throws Malformed {
    // The platform's own decoder is several times faster, and marks what is wrong.
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : decodeSlowly(bytes);
  }

  private static String decodeSlowly(byte[] bytes) throws Malformed {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (!result.isUnderflow()) {
      throw new Malformed(
          String.format(
              "byte 0x%02x at offset %d is not UTF-8", bytes[in.position()], in.position()));
    }
    try {
      decoder.flush(out);
    } catch (IllegalStateException e) {
      throw new AssertionError("the decoder had reached its end", e);
    }
    return out.flip().toString();
  }

  /** The index of the first surrogate without its partner; -1 where there is none. */
  static int loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }
}
