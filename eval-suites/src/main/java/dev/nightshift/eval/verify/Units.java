package dev.nightshift.eval.verify;

import java.util.HashMap;
import java.util.Map;

/** Units by one name each. */
final class Units {

  private static final Map<String, String> CANONICAL = canonical();

  private Units() {}

  /** One name of a unit; of an unknown one its words. */
  static String canonical(String words) {
    String known = CANONICAL.get(words);
    if (known != null) {
      return known;
    }
    String square = words.replaceFirst("^(?:square|sq) (\\w+)$", "$1^2");
    String power = square.replaceFirst("^cubic (\\w+)$", "$1^3");
    int at = power.indexOf('^');
    return at < 0
        ? power
        : CANONICAL.getOrDefault(power.substring(0, at), power.substring(0, at))
            + power.substring(at);
  }

  /** Whether two units name different things for certain. */
  static boolean differ(String a, String b) {
    return !a.equals(b) && isKnown(a) && isKnown(b);
  }

  private static boolean isKnown(String unit) {
    int at = unit.indexOf('^');
    String base = at < 0 ? unit : unit.substring(0, at);
    return CANONICAL.containsValue(base) || base.equals("percent") || base.equals("degree");
  }

  private static Map<String, String> canonical() {
    Map<String, String> names = new HashMap<>();
    put(names, "cm", "centimeter", "centimeters", "centimetre", "centimetres");
    put(names, "mm", "millimeter", "millimeters", "millimetre", "millimetres");
    put(names, "m", "meter", "meters", "metre", "metres");
    put(names, "km", "kilometer", "kilometers", "kilometre", "kilometres");
    put(names, "in", "inch", "inches");
    put(names, "ft", "foot", "feet");
    put(names, "yd", "yard", "yards");
    put(names, "mi", "mile", "miles");
    put(names, "g", "gram", "grams");
    put(names, "kg", "kilogram", "kilograms");
    put(names, "lb", "lbs", "pound", "pounds");
    put(names, "oz", "ounce", "ounces");
    put(names, "s", "sec", "second", "seconds");
    put(names, "min", "minute", "minutes");
    put(names, "hr", "hrs", "hour", "hours");
    put(names, "day", "days");
    put(names, "week", "weeks");
    put(names, "year", "years");
    put(names, "dollar", "dollars", "usd");
    put(names, "cent", "cents");
    put(names, "mph", "miles per hour");
    put(names, "kph", "kilometers per hour", "km per hr", "km per hour");
    put(names, "percent", "percents");
    put(names, "degree", "deg");
    return Map.copyOf(names);
  }

  private static void put(Map<String, String> names, String one, String... others) {
    names.put(one, one);
    for (String other : others) {
      names.put(other, one);
    }
  }
}
