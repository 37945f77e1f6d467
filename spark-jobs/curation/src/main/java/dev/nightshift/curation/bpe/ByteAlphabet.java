package dev.nightshift.curation.bpe;

/**
 * GPT-2's printable stand-ins for the 256 bytes: bytes that print stand for themselves, the others
 * for U+0100 and up, in order. A space becomes {@code Ġ}.
 */
public final class ByteAlphabet {

  private static final char[] LETTERS = new char[256];

  /** The bytes in the order in which GPT-2 numbers them: the printable ones first. */
  private static final int[] ORDER = new int[256];

  static {
    int at = 0;
    for (int b = 0; b < 256; b++) {
      if (prints(b)) {
        LETTERS[b] = (char) b;
        ORDER[at++] = b;
      }
    }
    char next = 0x100;
    for (int b = 0; b < 256; b++) {
      if (!prints(b)) {
        LETTERS[b] = next++;
        ORDER[at++] = b;
      }
    }
  }

  private ByteAlphabet() {}

  private static boolean prints(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
  }

  /** The byte that has the n-th number. */
  public static byte byteAt(int n) {
    return (byte) ORDER[n];
  }

  /** Bytes as their stand-ins. */
  public static String spell(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      text.append(LETTERS[b & 0xFF]);
    }
    return text.toString();
  }
}
