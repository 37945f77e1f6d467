package dev.nightshift.eval.task;

import dev.nightshift.eval.fewshot.PythonRandom;
import dev.nightshift.eval.metric.ItemTarget;
import dev.nightshift.eval.request.Continuation;
import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.eval.request.PromptStyle;
import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task with its items.
 *
 * @param definition what is asked
 * @param data over which items
 */
public record LoadedTask(TaskDefinition definition, TaskData data) {

  /** Digest of definition and data: equal digests mean the same task. */
  public String digest() {
    return Digest.start().add("task").add(definition.digest()).add(data.digest()).hex();
  }

  /** The same with the programs of its metrics kept apart in another way. */
  public LoadedTask inSandbox(Isolation isolation) {
    return new LoadedTask(definition.inSandbox(isolation), data);
  }

  /** How many items are asked, of a limit that is 0 for all. */
  public int count(int limit) {
    return limit > 0 ? Math.min(limit, data.items().size()) : data.items().size();
  }

  /**
   * The requests, in the order of the items. Examples are drawn as lm-evaluation-harness draws
   * them: one stream of Python's generator along the items.
   *
   * @param numFewshot examples before each question
   * @param limit most items; 0 for all
   * @param seed seed of the choice of examples
   * @param style how prompts are written
   * @throws RequestException if there are too few examples, or a template does not fit an item
   */
  public List<ItemRequest> requests(int numFewshot, int limit, long seed, PromptStyle style) {
    List<TaskItem> pool = pool();
    boolean own = data.examplesAreItems();
    if (pool.size() < numFewshot + (own && numFewshot > 0 ? 1 : 0)) {
      throw new RequestException(
          "task "
              + definition.name()
              + " has "
              + pool.size()
              + " examples, "
              + numFewshot
              + " are asked for"
              + (own ? " beside the item itself" : ""),
          "--num-fewshot",
          "Ask for fewer.");
    }
    List<TaskItem> items = data.items().subList(0, count(limit));
    List<ItemRequest> requests = new ArrayList<>(items.size());
    PromptBuilder builder = new PromptBuilder(definition, style);
    PythonRandom random = new PythonRandom(seed);
    for (int position = 0; position < items.size(); position++) {
      TaskItem item = items.get(position);
      try {
        List<TaskItem> examples = examples(item, pool, numFewshot, random);
        requests.add(request(position, item, examples, builder, style));
        // Asked for now, as a fault told after the last answer would come late.
        cluster(item);
      } catch (IllegalArgumentException e) {
        throw new RequestException(
            "item " + (position + 1) + " of task " + definition.name() + ": " + e.getMessage(),
            "layout " + data.layout(),
            "The template and the data do not fit together.");
      }
    }
    return requests;
  }

  /** The same without chat template or system instruction. */
  public List<ItemRequest> requests(int numFewshot, int limit, long seed) {
    return requests(numFewshot, limit, seed, PromptStyle.PLAIN);
  }

  /** What is right for an item. */
  public ItemTarget target(TaskItem item) {
    Prompts prompts = definition.prompts();
    Map<String, @Nullable Object> fields = item.fields();
    List<String> choices = prompts.choices(fields);
    Object question = prompts.question(fields);
    Object answer = question instanceof Long index ? index : prompts.answer(fields);
    boolean several = answer instanceof List<?>;
    List<Integer> indices = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (Object each : answer instanceof List<?> list ? list : List.of(answer)) {
      int index = -1;
      if (each instanceof Long given) {
        index = given >= 0 && given < choices.size() ? given.intValue() : -1;
      } else if (!choices.isEmpty()) {
        index = choices.indexOf(each.toString());
      }
      if (!choices.isEmpty()) {
        indices.add(index);
      }
      texts.add(index >= 0 ? choices.get(index) : each.toString());
    }
    return new ItemTarget(texts, indices, several);
  }

  /**
   * The name of the cluster that an item belongs to; empty where it stands by itself.
   *
   * @throws IllegalArgumentException if the data lacks what the task names
   */
  public String cluster(TaskItem item) {
    DocExpression key = definition.cluster();
    if (key instanceof DocExpression.Written name
        && !name.source().contains("{")
        && !item.fields().containsKey(name.source())) {
      // Else the name would be a text that all items have, and these a single cluster.
      throw new IllegalArgumentException(
          "nightshift.cluster is '"
              + name.source()
              + "', the fields are "
              + item.fields().keySet());
    }
    String text = key == null ? "" : key.text(item.fields());
    return text.isBlank() ? "" : Digest.ofText(text);
  }

  private List<TaskItem> pool() {
    List<Integer> indices = definition.fewshot().indices();
    if (indices.isEmpty()) {
      return data.examples();
    }
    List<TaskItem> pool = new ArrayList<>();
    for (int index : indices) {
      if (index >= data.examples().size()) {
        throw new RequestException(
            "fewshot_indices names place " + index + " of " + data.examples().size() + " examples",
            "task " + definition.name(),
            "Places count from 0.");
      }
      pool.add(data.examples().get(index));
    }
    return pool;
  }

  /** The examples of an item; where they come from the items themselves, never the item. */
  private List<TaskItem> examples(
      TaskItem item, List<TaskItem> pool, int count, PythonRandom random) {
    if (count == 0) {
      return List.of();
    }
    boolean own = data.examplesAreItems();
    List<TaskItem> drawn =
        definition.fewshot().sampler() == FewshotPlan.Sampler.FIRST_N
            ? pool.subList(0, Math.min(pool.size(), own ? count + 1 : count))
            : random.sample(pool, own ? count + 1 : count);
    return own
        ? drawn.stream().filter(each -> !each.fields().equals(item.fields())).limit(count).toList()
        : drawn;
  }

  private ItemRequest request(
      int position,
      TaskItem item,
      List<TaskItem> examples,
      PromptBuilder builder,
      PromptStyle style) {
    Prompts prompts = definition.prompts();
    Map<String, @Nullable Object> fields = item.fields();
    RequestKind kind = definition.kind();
    List<Continuation> scored = new ArrayList<>();
    String prompt = "";
    int choices = 0;
    int begins = 0;
    if (kind == RequestKind.LOGLIKELIHOOD_ROLLING) {
      scored.add(new Continuation("", prompts.target().text(fields)));
    } else {
      List<String> written = builder.prompts(item, examples);
      prompt = written.get(0);
      begins = examplesAreFixed(examples.size()) ? builder.beforeQuestion(item, prompt) : 0;
      if (kind == RequestKind.LOGLIKELIHOOD) {
        scored.add(new Continuation(prompt, definition.targetText(fields)));
      } else if (kind == RequestKind.MULTIPLE_CHOICE) {
        String delimiter = builder.continuationDelimiter(prompts.prefix(fields));
        List<String> texts = prompts.choices(fields);
        boolean inQuestion = prompts.question(fields) instanceof Long;
        for (int i = 0; i < texts.size(); i++) {
          scored.add(
              inQuestion
                  ? new Continuation(written.get(i), delimiter + definition.targetText(fields))
                  : new Continuation(prompt, delimiter + texts.get(i)));
        }
        if (definition.needsUnconditional()) {
          texts.forEach(text -> scored.add(new Continuation("", delimiter + text)));
        }
      }
      choices = kind == RequestKind.GENERATE_UNTIL ? 0 : choicesOf(kind, fields);
    }
    return new ItemRequest(
        definition.name(),
        position,
        item.id(),
        kind,
        prompt,
        scored,
        choices,
        begins,
        style.chat() != null);
  }

  /** Whether every item has the same examples before its question. */
  private boolean examplesAreFixed(int count) {
    return count == 0
        || definition.fewshot().sampler() == FewshotPlan.Sampler.FIRST_N
            && !data.examplesAreItems();
  }

  private int choicesOf(RequestKind kind, Map<String, @Nullable Object> fields) {
    return kind == RequestKind.LOGLIKELIHOOD ? 1 : definition.prompts().choices(fields).size();
  }
}
