package dev.nightshift.inference.tokenizer.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code {% for a, b in items if condition %} … {% else %} … {% endfor %}}: jinjava's own loop
 * knows neither the condition nor the else branch.
 */
final class LoopTag implements Tag {

  private static final long serialVersionUID = 1L;

  /**
   * A loop's head.
   *
   * @param variables names that take each item, or its parts
   * @param items the expression that is gone through
   * @param condition which items are taken, or null for all
   */
  record Head(List<String> variables, String items, @Nullable String condition) {}

  @Override
  public String interpret(TagNode node, JinjavaInterpreter interpreter) {
    Object heads = interpreter.getContext().get(JinjaTemplate.HEADS);
    if (!(heads instanceof Map<?, ?> known)
        || !(known.get(node.getHelpers().strip()) instanceof Head head)) {
      throw new IllegalStateException("no loop is known as " + node.getHelpers());
    }
    List<Object> items = new ArrayList<>();
    for (Object item : all(interpreter.resolveELExpression(head.items(), node.getLineNumber()))) {
      if (head.condition() == null || holds(head, item, interpreter)) {
        items.add(item);
      }
    }
    if (items.isEmpty()) {
      return render(node.getChildren(), true, null, interpreter);
    }
    StringBuilder out = new StringBuilder();
    try (JinjavaInterpreter.InterpreterScopeClosable scope = interpreter.enterScope()) {
      Loop loop = new Loop(items);
      interpreter.getContext().put("loop", loop);
      while (loop.hasNext()) {
        bind(head, loop.next(), interpreter);
        out.append(render(node.getChildren(), false, loop, interpreter));
      }
    }
    return out.toString();
  }

  private static boolean holds(Head head, Object item, JinjavaInterpreter interpreter) {
    try (JinjavaInterpreter.InterpreterScopeClosable scope = interpreter.enterScope()) {
      bind(head, item, interpreter);
      return PythonText.truth(interpreter.resolveELExpression(String.valueOf(head.condition()), 1));
    }
  }

  private static void bind(Head head, Object item, JinjavaInterpreter interpreter) {
    List<String> variables = head.variables();
    if (variables.size() == 1) {
      interpreter.getContext().put(variables.get(0), item);
      return;
    }
    if (!(item instanceof List<?> parts) || parts.size() != variables.size()) {
      throw new TemplateProblem("a loop over " + variables + " meets an item of another length");
    }
    for (int i = 0; i < variables.size(); i++) {
      interpreter.getContext().put(variables.get(i), parts.get(i));
    }
  }

  private static Collection<?> all(@Nullable Object value) {
    if (value == null) {
      return List.of();
    } else if (value instanceof Map<?, ?> map) {
      return map.keySet();
    } else if (value instanceof Collection<?> items) {
      return items;
    } else if (value instanceof CharSequence text) {
      return text.codePoints().mapToObj(Character::toString).toList();
    }
    throw new TemplateProblem("a loop over something that is no sequence");
  }

  /** The children before or after {@code else}, up to a break or continue. */
  private static String render(
      List<Node> children, boolean after, @Nullable Loop loop, JinjavaInterpreter interpreter) {
    StringBuilder out = new StringBuilder();
    boolean passed = false;
    for (Node child : children) {
      if (child instanceof TagNode tag && tag.getName().equals("else")) {
        passed = true;
      } else if (passed == after) {
        out.append(child.render(interpreter).getValue());
        if (loop != null && loop.isContinued()) {
          break;
        }
      }
    }
    return out.toString();
  }

  @Override
  public String getName() {
    return "for";
  }

  @Override
  public String getEndTagName() {
    return "endfor";
  }
}
