package dev.nightshift.curation.text;

/**
 * What a character is to those who read texts, as a set of bits. The classes that tokens are made
 * by are those of spaCy 3.8's rules for English ({@code lang/char_classes.py}: punctuation, quotes,
 * currencies, symbols), with Unicode's categories for the letters of all scripts and for symbols;
 * {@link #MARK} is the set of datatrove ({@code utils/text.py}, {@code PUNCTUATION_SET}).
 */
public final class CharClass {

  /** White space. */
  public static final int SPACE = 1;

  /** A letter that is not upper case. */
  public static final int LOWER = 1 << 1;

  /** A letter that is not lower case. */
  public static final int UPPER = 1 << 2;

  /** A letter. */
  public static final int LETTER = LOWER | UPPER;

  /** A digit of ASCII. */
  public static final int DIGIT = 1 << 3;

  /** A token of its own in front of a word. */
  public static final int PREFIX = 1 << 4;

  /** A token of its own behind a word. */
  public static final int SUFFIX = 1 << 5;

  /** A symbol such as a box or an emoji: a token of its own wherever it stands. */
  public static final int SYMBOL = 1 << 6;

  /** A quotation mark. */
  public static final int QUOTE = 1 << 7;

  /** A sign of a currency. */
  public static final int CURRENCY = 1 << 8;

  /** What a full stop behind it is a token of its own for: a small letter, digit or mark. */
  public static final int BEFORE_STOP = 1 << 9;

  /** Punctuation: a token of nothing else is no word. */
  public static final int MARK = 1 << 10;

  private static final String PUNCTUATION =
      "\u2026,:;!?\u00bf\u061f\u00a1()[]{}<>_#*&\u3002\uff1f\uff01\uff0c\u3001\uff1b\uff1a\uff5e"
          + "\u00b7\u0964\u060c\u06d4\u061b\u066a";
  private static final String QUOTES =
      "'\"\u201d\u201c`\u2018\u00b4\u2019\u201a,\u201e\u00bb\u00ab\u300c\u300d\u300e\u300f"
          + "\uff08\uff09\u3014\u3015\u3010\u3011\u300a\u300b\u3008\u3009\u27e6\u27e7";
  private static final String DASHES = "\u2014\u2013";
  private static final String MARKS =
      "!/\u2014\u201d:\uff05\uff11\u3008&(\u3001\u2501\\\u3010#%\u300c\u300d\uff0c\u3011\uff1b+^]~"
          + "\u201c\u300a\u201e';\u2019{|\u2236\u00b4[=-`*\uff0e\uff08\u2013\uff1f\uff01\uff1a$"
          + "\uff5e\u00ab\u3009,><\u300b)?\uff09\u3002\u2026@_.\"}\u25ba\u00bb";

  private static final short[] CLASSES = classes();

  private CharClass() {}

  private static short[] classes() {
    short[] classes = new short[1 << 16];
    for (int c = 0; c < classes.length; c++) {
      classes[c] = (short) category(c);
    }
    add(classes, "0123456789", DIGIT | BEFORE_STOP);
    add(classes, PUNCTUATION, PREFIX | SUFFIX | BEFORE_STOP);
    add(classes, QUOTES, PREFIX | SUFFIX | BEFORE_STOP | QUOTE);
    add(classes, DASHES, PREFIX | SUFFIX);
    add(classes, "\u00a7%=", PREFIX);
    add(classes, "%\u00b2-+|", BEFORE_STOP);
    add(classes, MARKS, MARK);
    add(classes, SentenceEnds.ALL, MARK);
    return classes;
  }

  private static int category(int codePoint) {
    int type = Character.getType(codePoint);
    int bits =
        switch (type) {
          case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> UPPER;
          case Character.LOWERCASE_LETTER -> LOWER | BEFORE_STOP;
          case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> LETTER | BEFORE_STOP;
          case Character.OTHER_SYMBOL -> SYMBOL | PREFIX | SUFFIX;
          case Character.CURRENCY_SYMBOL -> CURRENCY | PREFIX;
          case Character.CONTROL -> MARK;
          default -> 0;
        };
    boolean space = Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    return space ? SPACE | bits : bits;
  }

  private static void add(short[] classes, String characters, int bits) {
    for (int i = 0; i < characters.length(); i++) {
      classes[characters.charAt(i)] |= (short) bits;
    }
  }

  /** The classes of a code unit; 0 for a surrogate. */
  public static int of(char c) {
    return CLASSES[c];
  }

  /** The classes of the code point at a place. */
  public static int of(char[] text, int i, int end) {
    char c = text[i];
    return isPair(text, i, end) ? category(Character.toCodePoint(c, text[i + 1])) : CLASSES[c];
  }

  /** Whether a surrogate pair stands at a place. */
  public static boolean isPair(char[] text, int i, int end) {
    return Character.isHighSurrogate(text[i])
        && i + 1 < end
        && Character.isLowSurrogate(text[i + 1]);
  }

  /** Whether a code unit is white space. */
  public static boolean isSpace(char c) {
    return (CLASSES[c] & SPACE) != 0;
  }

  /** A code unit in lower case. */
  public static char lower(char c) {
    if (c < 128) {
      return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    return Character.toLowerCase(c);
  }
}
