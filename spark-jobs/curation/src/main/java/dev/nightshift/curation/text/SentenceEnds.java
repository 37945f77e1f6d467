package dev.nightshift.curation.text;

/** Marks that end a sentence, of all scripts. */
public final class SentenceEnds {

  /** Unicode's property Sentence_Terminal, as far as one code unit goes. */
  static final String ALL =
      "!.?\u0589\u061d\u061e\u061f\u06d4\u0700\u0701\u0702\u07f9\u0837\u0839\u083d"
          + "\u083e\u0964\u0965\u104a\u104b\u1362\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5"
          + "\u17d6\u17d9\u17da\u1803\u1809\u1944\u1945\u1aa8\u1aa9\u1aaa\u1aab\u1b5a\u1b5b"
          + "\u1b5e\u1b5f\u1b7d\u1b7e\u1c3b\u1c3c\u1c7e\u1c7f\u203c\u203d\u2047\u2048\u2049"
          + "\u2e2e\u2e3c\u2e53\u2e54\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7\ua876\ua877\ua8ce"
          + "\ua8cf\ua92f\ua9c8\ua9c9\uaa5d\uaa5e\uaa5f\uaaf0\uaaf1\uabeb\ufe52\ufe56\ufe57"
          + "\uff01\uff0e\uff1f\uff61";

  private SentenceEnds() {}

  /** Whether a mark ends a sentence. */
  public static boolean has(char c) {
    return c < 128 ? c == '.' || c == '!' || c == '?' : ALL.indexOf(c) >= 0;
  }
}
