package dev.nightshift.inference.tokenizer.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code is iterable} and {@code is sequence}: in Python, texts and dictionaries are both.
 *
 * @param getName which of the two
 */
record SequenceTest(String getName) implements ExpTest {

  @Override
  public boolean evaluate(
      @Nullable Object value, JinjavaInterpreter interpreter, @Nullable Object... arguments) {
    return value instanceof CharSequence || value instanceof Collection || value instanceof Map;
  }
}
