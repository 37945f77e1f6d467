package dev.nightshift.curation.pii;

import java.util.HashMap;
import java.util.Map;

/**
 * International bank account numbers: ISO 13616, with the length that the country's entry in the
 * registry of SWIFT states and the check digits of ISO/IEC 7064, modulo 97. In one run or with a
 * space after each four characters.
 */
final class IbanRule {

  private static final Map<String, Integer> LENGTHS = lengths();

  private IbanRule() {}

  private static Map<String, Integer> lengths() {
    String table =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22"
            + " DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28"
            + " HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21"
            + " LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29"
            + " PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23"
            + " TN24 TR26 UA29 VA22 VG24 XK20 YE30";
    Map<String, Integer> lengths = new HashMap<>();
    for (String entry : table.split(" ")) {
      lengths.put(entry.substring(0, 2), Integer.parseInt(entry.substring(2)));
    }
    return lengths;
  }

  /** Where a number that begins here ends; -1 if there is none. */
  static int end(CharSpan text, int start) {
    if (!CharSpan.isUpper(text.at(start + 1))
        || !CharSpan.isDigit(text.at(start + 2))
        || !CharSpan.isDigit(text.at(start + 3))
        || CharSpan.isWord(text.at(start - 1))) {
      return -1;
    }
    Integer length = LENGTHS.get(text.part(start, start + 2));
    if (length == null) {
      return -1;
    }
    boolean spaced = text.at(start + 4) == ' ';
    int rest = 0;
    int i = start + 4;
    for (int n = 4; n < length; n++) {
      if (spaced && n % 4 == 0) {
        if (text.at(i) != ' ') {
          return -1;
        }
        i++;
      }
      char c = text.at(i++);
      if (!CharSpan.isDigit(c) && !CharSpan.isUpper(c)) {
        return -1;
      }
      rest = modulo(rest, c);
    }
    for (int k = 0; k < 4; k++) {
      rest = modulo(rest, text.at(start + k));
    }
    return rest == 1 && !CharSpan.isWord(text.at(i)) ? i : -1;
  }

  private static int modulo(int rest, char c) {
    return CharSpan.isDigit(c) ? (10 * rest + c - '0') % 97 : (100 * rest + c - 'A' + 10) % 97;
  }
}
