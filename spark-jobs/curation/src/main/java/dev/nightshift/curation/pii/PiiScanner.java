package dev.nightshift.curation.pii;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds personal and secret data in a text, from left to right; finds do not overlap. Of two that
 * could begin at one place the surer kind is taken: keys before bank accounts, cards, security
 * numbers, addresses and telephone numbers. Time is linear in the text: each rule looks at a
 * bounded number of characters around its trigger, and a private key's block is jumped over.
 *
 * <p>Masking what was masked changes nothing: finds stand between brackets then, which no rule
 * reads across, and the 64 characters before each find are read again with a hole in its place. One
 * object serves one thread.
 */
public final class PiiScanner {

  private static final int NONE = 0;
  private static final int AT = 1;
  private static final int DIGIT = 2;
  private static final int PLUS = 3;
  private static final int COLON = 4;
  private static final int SIGN = 5;
  private static final int UPPER = 6;
  private static final int PREFIX = 7;
  private static final int HYPHEN = 8;

  private static final int REACH = 64;
  private static final int MOST_FACTOR = 4;

  private static final byte[] TRIGGERS = triggers();

  private final PiiSettings settings;
  private final Set<PiiKind> kinds;
  private final CharSpan text = new CharSpan();

  public PiiScanner(PiiSettings settings) {
    this.settings = settings;
    this.kinds =
        settings.kinds().isEmpty()
            ? EnumSet.noneOf(PiiKind.class)
            : EnumSet.copyOf(settings.kinds());
  }

  private static byte[] triggers() {
    byte[] triggers = new byte[128];
    for (char c = 'A'; c <= 'Z'; c++) {
      triggers[c] = UPPER;
    }
    for (char c = '0'; c <= '9'; c++) {
      triggers[c] = DIGIT;
    }
    for (char c : "gxesrn".toCharArray()) {
      triggers[c] = PREFIX;
    }
    triggers['@'] = AT;
    triggers['+'] = PLUS;
    triggers['('] = PLUS;
    triggers[':'] = COLON;
    triggers['='] = SIGN;
    triggers['-'] = HYPHEN;
    return triggers;
  }

  /** Everything that is found, in the order of the text. */
  public List<PiiHit> find(String source) {
    text.read(source);
    List<PiiHit> hits = new ArrayList<>(0);
    read(0, text.length(), hits);
    if (!hits.isEmpty()) {
      readAgain(hits);
      hits.sort(Comparator.comparingInt(PiiHit::start));
    }
    return hits;
  }

  /** What was found may have stood in the way of something shortly before it. */
  private void readAgain(List<PiiHit> hits) {
    int first = hits.size();
    for (int k = 0; k < first; k++) {
      text.blank(hits.get(k).start(), hits.get(k).end());
    }
    // The list grows by what is found on the way, which is looked behind as well.
    for (int k = 0; k < hits.size() && k < MOST_FACTOR * first; k++) {
      int start = hits.get(k).start();
      int before = hits.size();
      read(Math.max(0, start - REACH), start, hits);
      for (int n = before; n < hits.size(); n++) {
        text.blank(hits.get(n).start(), hits.get(n).end());
      }
    }
  }

  private void read(int from, int to, List<PiiHit> hits) {
    int i = from;
    while (i < to) {
      char c = text.at(i);
      int trigger = c < 128 ? TRIGGERS[c] : NONE;
      i = trigger == NONE ? i + 1 : at(i, trigger, hits);
    }
    text.border(0);
  }

  private int at(int i, int trigger, List<PiiHit> hits) {
    return switch (trigger) {
      case AT -> email(i, hits);
      case DIGIT -> number(i, hits);
      case PLUS -> phone(i, hits);
      case COLON -> secret(i, address(i, hits), hits);
      case SIGN -> secret(i, i + 1, hits);
      case UPPER -> {
        int behind = bank(i, hits);
        yield behind > i + 1 ? behind : key(i, hits);
      }
      case PREFIX -> key(i, hits);
      case HYPHEN -> block(i, hits);
      default -> i + 1;
    };
  }

  private int add(PiiKind kind, int start, int end, List<PiiHit> hits) {
    hits.add(new PiiHit(kind, start, end));
    text.border(end);
    return end;
  }

  private int email(int at, List<PiiHit> hits) {
    if (!kinds.contains(PiiKind.EMAIL)) {
      return at + 1;
    }
    int start = EmailRule.start(text, at);
    int end = start < 0 ? -1 : EmailRule.end(text, at);
    if (end < 0) {
      return at + 1;
    }
    return EmailRule.isMessageId(text, start, at) ? end : add(PiiKind.EMAIL, start, end, hits);
  }

  private int number(int i, List<PiiHit> hits) {
    if (CharSpan.isDigit(text.at(i - 1))) {
      return i + 1;
    }
    int run = text.digits(i, Integer.MAX_VALUE - i);
    // The digits of an address before its at sign are the address's.
    if (kinds.contains(PiiKind.EMAIL) && isLocalPart(run)) {
      return run;
    }
    int end = kinds.contains(PiiKind.CARD) ? CardRule.end(text, i) : -1;
    if (end >= 0) {
      return add(PiiKind.CARD, i, end, hits);
    }
    end = kinds.contains(PiiKind.SSN) ? SsnRule.end(text, i) : -1;
    if (end >= 0) {
      return add(PiiKind.SSN, i, end, hits);
    }
    end =
        kinds.contains(PiiKind.IP) ? AddressRule.endOfV4(text, i, settings.privateAddresses()) : -1;
    if (end >= 0) {
      return add(PiiKind.IP, i, end, hits);
    }
    end = kinds.contains(PiiKind.PHONE) ? PhoneRule.end(text, i) : -1;
    return end >= 0 ? add(PiiKind.PHONE, i, end, hits) : run;
  }

  private boolean isLocalPart(int behind) {
    int i = behind;
    while (i - behind < 64
        && (CharSpan.isWord(text.at(i)) || ".-+%&'".indexOf(text.at(i)) >= 0)
        && text.at(i) != 0) {
      i++;
    }
    return text.at(i) == '@'
        && EmailRule.end(text, i) >= 0
        && EmailRule.start(text, i) >= 0
        && EmailRule.start(text, i) < behind;
  }

  private int phone(int i, List<PiiHit> hits) {
    if (text.at(i) == '(' && AddressRule.endOfV4(text, i + 1, settings.privateAddresses()) >= 0) {
      return i + 1;
    }
    int end = kinds.contains(PiiKind.PHONE) ? PhoneRule.end(text, i) : -1;
    return end >= 0 ? add(PiiKind.PHONE, i, end, hits) : i + 1;
  }

  private int address(int colon, List<PiiHit> hits) {
    if (!kinds.contains(PiiKind.IP)) {
      return colon + 1;
    }
    int start = AddressRule.startOfV6(text, colon);
    int end = start < 0 ? -1 : AddressRule.endOfV6(text, start, settings.privateAddresses());
    return end < 0 ? colon + 1 : add(PiiKind.IP, start, end, hits);
  }

  /** A value behind an equals sign or a colon, unless what stood there was found already. */
  private int secret(int sign, int behind, List<PiiHit> hits) {
    if (behind > sign + 1 || !kinds.contains(PiiKind.KEY)) {
      return behind;
    }
    int start = KeyRule.startOfValue(text, sign);
    int end = start < 0 ? -1 : KeyRule.endOfValue(text, start);
    return end < 0 ? behind : add(PiiKind.KEY, start, end, hits);
  }

  private int bank(int i, List<PiiHit> hits) {
    int end = kinds.contains(PiiKind.IBAN) ? IbanRule.end(text, i) : -1;
    return end >= 0 ? add(PiiKind.IBAN, i, end, hits) : i + 1;
  }

  private int key(int i, List<PiiHit> hits) {
    int end = kinds.contains(PiiKind.KEY) ? KeyRule.end(text, i) : -1;
    return end >= 0 ? add(PiiKind.KEY, i, end, hits) : i + 1;
  }

  private int block(int i, List<PiiHit> hits) {
    int end = kinds.contains(PiiKind.KEY) ? KeyRule.endOfBlock(text, i) : -1;
    return end >= 0 ? add(PiiKind.KEY, i, end, hits) : i + 1;
  }

  /** The text with a placeholder in the place of each find. */
  public String mask(String source, List<PiiHit> hits) {
    if (hits.isEmpty()) {
      return source;
    }
    StringBuilder masked = new StringBuilder(source.length() + 16);
    int from = 0;
    for (PiiHit hit : hits) {
      masked.append(source, from, hit.start()).append(settings.placeholder(hit.kind()));
      from = hit.end();
    }
    return masked.append(source, from, source.length()).toString();
  }
}
