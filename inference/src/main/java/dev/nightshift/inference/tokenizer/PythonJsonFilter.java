package dev.nightshift.inference.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.PyWrapper;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code tojson} as Python's {@code json.dumps} with {@code ensure_ascii=False} writes it: {@code
 * ,} and {@code :} followed by a space, or lines with an indent.
 */
final class PythonJsonFilter implements Filter {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Override
  public String getName() {
    return "tojson";
  }

  @Override
  public Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... args) {
    return write(value, args.length > 0 ? Integer.parseInt(args[0]) : -1);
  }

  @Override
  public Object filter(
      @Nullable Object value,
      JinjavaInterpreter interpreter,
      Object[] args,
      Map<String, Object> named) {
    Object indent = named.getOrDefault("indent", args.length > 0 ? args[0] : null);
    return write(value, indent instanceof Number number ? number.intValue() : -1);
  }

  private static String write(@Nullable Object value, int indent) {
    StringBuilder out = new StringBuilder();
    write(value, indent, 0, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, int indent, int depth, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      open('{', map.isEmpty(), indent, depth, out);
      boolean first = true;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        separate(first, indent, depth, out);
        first = false;
        out.append(TextNode.valueOf(String.valueOf(entry.getKey()))).append(": ");
        write(entry.getValue(), indent, depth + 1, out);
      }
      close('}', map.isEmpty(), indent, depth, out);
    } else if (value instanceof Collection<?> list) {
      open('[', list.isEmpty(), indent, depth, out);
      boolean first = true;
      for (Object element : list) {
        separate(first, indent, depth, out);
        first = false;
        write(element, indent, depth + 1, out);
      }
      close(']', list.isEmpty(), indent, depth, out);
    } else if (value instanceof JsonNode node) {
      write(MAPPER.convertValue(node, Object.class), indent, depth, out);
    } else {
      out.append(scalar(value));
    }
  }

  private static String scalar(@Nullable Object value) {
    if (value instanceof CharSequence || value instanceof PyWrapper) {
      return TextNode.valueOf(value.toString()).toString();
    }
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("tojson cannot write " + value, e);
    }
  }

  private static void open(char bracket, boolean empty, int indent, int depth, StringBuilder out) {
    out.append(bracket);
    if (!empty && indent >= 0) {
      out.append('\n').append(" ".repeat(indent * (depth + 1)));
    }
  }

  private static void separate(boolean first, int indent, int depth, StringBuilder out) {
    if (!first) {
      out.append(indent < 0 ? ", " : ",\n" + " ".repeat(indent * (depth + 1)));
    }
  }

  private static void close(char bracket, boolean empty, int indent, int depth, StringBuilder out) {
    if (!empty && indent >= 0) {
      out.append('\n').append(" ".repeat(indent * depth));
    }
    out.append(bracket);
  }
}
