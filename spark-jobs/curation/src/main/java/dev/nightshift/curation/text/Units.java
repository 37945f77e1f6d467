package dev.nightshift.curation.text;

import java.util.Set;

/** Units of measure that are tokens of their own directly behind a number, as in spaCy 3.8. */
final class Units {

  private static final Set<String> ALL =
      Set.of(
          ("km km\u00b2 km\u00b3 m m\u00b2 m\u00b3 dm dm\u00b2 dm\u00b3 cm cm\u00b2 cm\u00b3 mm"
                  + " mm\u00b2 mm\u00b3 ha \u00b5m nm yd in ft kg g mg \u00b5g t lb oz m/s km/h kmh"
                  + " mph hPa Pa mbar mb MB kb KB gb GB tb TB T G M K % US$ C$ A$")
              .split(" "));

  private Units() {}

  /** Whether the first characters of a buffer are a unit. */
  static boolean has(char[] buffer, int size) {
    return ALL.contains(new String(buffer, 0, size));
  }
}
