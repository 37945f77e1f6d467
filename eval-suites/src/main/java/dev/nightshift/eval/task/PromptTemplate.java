package dev.nightshift.eval.task;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.FatalTemplateErrorsException;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import java.util.Map;

/**
 * A text over the fields of an item: the name of a field, or a Jinja template. An unknown field is
 * an error, not an empty text.
 *
 * @param source as it stands in the task file
 */
public record PromptTemplate(String source) {

  private static final Jinjava ENGINE =
      new Jinjava(
          JinjavaConfig.newBuilder()
              .withFailOnUnknownTokens(true)
              .withMaxOutputSize(1_000_000)
              .build());

  /**
   * The text for one item.
   *
   * @throws IllegalArgumentException if a field is missing or the template is broken
   */
  public String render(Map<String, Object> fields) {
    Object field = fields.get(source);
    if (field != null) {
      return field.toString();
    }
    if (!source.contains("{")) {
      throw new IllegalArgumentException(
          "'" + source + "' is neither a template nor one of the fields " + fields.keySet());
    }
    try {
      RenderResult result = ENGINE.renderForResult(source, fields);
      if (result.hasErrors()) {
        throw new IllegalArgumentException(message(result.getErrors().get(0)));
      }
      return result.getOutput();
    } catch (FatalTemplateErrorsException e) {
      throw new IllegalArgumentException("'" + source + "': " + e.getMessage(), e);
    }
  }

  private String message(TemplateError error) {
    return "'" + source + "': " + error.getMessage();
  }
}
