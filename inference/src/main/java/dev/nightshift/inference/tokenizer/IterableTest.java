package dev.nightshift.inference.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import java.util.Map;

/** {@code is iterable} as Python sees it: a text is iterable, too. */
final class IterableTest implements ExpTest {

  @Override
  public String getName() {
    return "iterable";
  }

  @Override
  public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... args) {
    return value instanceof CharSequence
        || value instanceof Iterable
        || value instanceof Map
        || (value != null && value.getClass().isArray());
  }
}
