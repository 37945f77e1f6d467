package dev.nightshift.inference.tokenizer.jinja;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.nightshift.inference.tokenizer.jinja.ExpressionTokens.Token;
import dev.nightshift.schema.error.RequestException;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A template, checked and ready to be rendered. Safe for use by several threads. */
public final class JinjaTemplate {

  static final String NOW = "____now";
  static final String HEADS = "____heads";

  private static final Jinjava ENGINE = engine();

  private final String where;
  private final Expressions expressions = new Expressions();
  private final Map<String, LoopTag.Head> heads = new HashMap<>();
  private final String source;

  private JinjaTemplate(String template, String where) {
    this.where = where;
    StringBuilder out = new StringBuilder();
    for (Segment segment : segments(template)) {
      try {
        out.append(translated(segment));
      } catch (TemplateProblem e) {
        throw unsupported("line " + segment.line() + ": " + e.getMessage());
      }
    }
    this.source = out.toString();
  }

  /**
   * Reads a template.
   *
   * @param where what it is called in errors: a file and a key
   * @throws RequestException if it uses what is not supported; the construct is named
   */
  public static JinjaTemplate of(String template, String where) {
    return new JinjaTemplate(template, where);
  }

  /**
   * Renders the template.
   *
   * @param now the time that {@code strftime_now} tells
   * @throws TemplateRefusal if the template refuses the values
   * @throws RequestException if it does something that is not supported
   */
  public String render(Map<String, ?> variables, ZonedDateTime now) {
    Map<String, Object> all = new HashMap<>(variables);
    all.putAll(expressions.literals());
    all.put(HEADS, heads);
    all.put(NOW, now);
    RenderResult result = ENGINE.renderForResult(source, all);
    for (TemplateError error : result.getErrors()) {
      for (Throwable t = error.getException(); t != null; t = t.getCause()) {
        if (t instanceof TemplateRefusal refusal) {
          throw refusal;
        }
        if (t instanceof TemplateProblem problem) {
          throw unsupported(String.valueOf(problem.getMessage()));
        }
      }
      throw unsupported(expressions.readable(error.getMessage()));
    }
    return result.getOutput();
  }

  private List<Segment> segments(String template) {
    try {
      return TemplateLexer.cut(template);
    } catch (TemplateProblem e) {
      throw unsupported(String.valueOf(e.getMessage()));
    }
  }

  private String translated(Segment segment) {
    return switch (segment.kind()) {
      case TEXT -> "{{ " + expressions.literal(segment.content()) + " }}";
      case OUTPUT -> "{{ fn:str( " + expressions.rewrite(segment.content()) + " ) }}";
      case BLOCK -> block(segment.content());
    };
  }

  private String block(String content) {
    List<Token> tokens = ExpressionTokens.of(content);
    String tag = tokens.isEmpty() ? "" : tokens.get(0).text();
    List<Token> rest = tokens.isEmpty() ? tokens : tokens.subList(1, tokens.size());
    return switch (tag) {
      case "if", "elif" -> "{% " + tag + " fn:truth( " + expressions.rewrite(rest) + " ) %}";
      case "else", "endif", "endfor", "endset", "endmacro", "break", "continue" ->
          "{% " + tag + " %}";
      // Marks what the assistant said, for training masks; it changes no text.
      case "generation", "endgeneration" -> "";
      case "set" -> set(rest);
      case "for" -> loop(rest);
      case "macro" -> macro(rest);
      default -> throw new TemplateProblem("the tag " + tag);
    };
  }

  private String set(List<Token> tokens) {
    int equals = Tokens.find(tokens, "=");
    if (equals < 0) {
      if (tokens.size() != 1) {
        throw new TemplateProblem("a set block with a filter");
      }
      return "{% set " + tokens.get(0).text() + " %}";
    }
    StringBuilder targets = new StringBuilder();
    tokens.subList(0, equals).forEach(token -> targets.append(token.text()));
    List<Token> value = tokens.subList(equals + 1, tokens.size());
    if (Tokens.split(value, ",").size() != Tokens.split(tokens.subList(0, equals), ",").size()) {
      throw new TemplateProblem("a tuple without parentheses");
    }
    return "{% set " + targets + " = " + expressions.rewrite(value) + " %}";
  }

  private String loop(List<Token> tokens) {
    int in = Tokens.find(tokens, "in");
    if (in < 1) {
      throw new TemplateProblem("a loop without 'in'");
    }
    List<String> variables =
        Tokens.split(tokens.subList(0, in), ",").stream()
            .map(
                name -> {
                  if (name.size() != 1) {
                    throw new TemplateProblem("a loop over nested variables");
                  }
                  return name.get(0).text();
                })
            .toList();
    List<Token> items = tokens.subList(in + 1, tokens.size());
    int condition = Tokens.find(items, "if");
    String name = "loop" + heads.size();
    heads.put(
        name,
        new LoopTag.Head(
            variables,
            expressions.rewrite(condition < 0 ? items : items.subList(0, condition)),
            condition < 0
                ? null
                : expressions.rewrite(items.subList(condition + 1, items.size()))));
    return "{% for " + name + " %}";
  }

  private String macro(List<Token> tokens) {
    if (tokens.size() < 3 || !tokens.get(1).is("(")) {
      throw new TemplateProblem("a macro without parentheses");
    }
    String name = tokens.get(0).text();
    expressions.declareMacro(name);
    String parameters = expressions.rewrite(tokens.subList(2, tokens.size() - 1));
    return "{% macro " + name + "(" + parameters + ") %}";
  }

  private RequestException unsupported(String problem) {
    return new RequestException(
        "the chat template uses something that is not supported (" + problem + ")",
        where,
        "Give a simpler template as chat_template.jinja, or prompts as plain text.");
  }

  private static Jinjava engine() {
    LegacyOverrides overrides =
        LegacyOverrides.newBuilder()
            .withEvaluateMapKeys(true)
            .withIterateOverMapKeys(true)
            .withUseNaturalOperatorPrecedence(true)
            .withAllowAdjacentTextNodes(true)
            .withKeepNullableLoopValues(true)
            .build();
    Jinjava engine =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(overrides)
                .withElResolver(new PythonResolver())
                .build());
    engine.getGlobalContext().registerTag(new LoopTag());
    engine.getGlobalContext().registerExpTest(new SequenceTest("iterable"));
    engine.getGlobalContext().registerExpTest(new SequenceTest("sequence"));
    PythonFilters.all().forEach(engine.getGlobalContext()::registerFilter);
    function(engine, "fn", "str", "str", Object.class);
    function(engine, "fn", "truth", "truth", Object.class);
    function(engine, "", "strftime_now", "strftimeNow", String.class);
    function(engine, "", "raise_exception", "raiseException", String.class);
    return engine;
  }

  private static void function(
      Jinjava engine, String namespace, String name, String method, Class<?>... types) {
    engine
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(namespace, name, PythonText.class, method, types));
  }
}
