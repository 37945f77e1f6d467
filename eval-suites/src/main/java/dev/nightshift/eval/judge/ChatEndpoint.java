package dev.nightshift.eval.judge;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.NightshiftException;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A judge behind the chat completions of an OpenAI-compatible server, asked at temperature 0. What
 * may pass by itself (too many requests, errors of the server, time-outs, bodies that are no
 * completion) is tried again after a growing wait, or the one that the server asks for; anything
 * else ends the work. Redirections are not followed, as the key would go with them.
 */
public final class ChatEndpoint implements Judge, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429, 500, 502, 503, 504, 529);
  private static final int LARGEST_BODY = 1 << 22;

  private final EndpointSettings settings;
  private final String key;
  private final Pause pause;
  private final RetryAfter retryAfter;
  private final HttpClient client;
  private final ExecutorService workers;

  /**
   * An endpoint.
   *
   * @param key sent as the bearer token; empty for none
   * @param pause how to wait between attempts
   * @param clock tells how long it is until a date that the server names
   * @throws RequestException if a key would travel unencrypted to another machine
   */
  public ChatEndpoint(EndpointSettings settings, String key, Pause pause, Clock clock) {
    if (!key.isEmpty() && settings.isOpen()) {
      throw new RequestException(
          "the key would be sent unencrypted to " + settings.address(),
          "the judge's address",
          "Use https, or leave the key's variable empty.");
    }
    this.settings = settings;
    this.key = key;
    this.pause = pause;
    this.retryAfter = new RetryAfter(clock);
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.workers = Executors.newFixedThreadPool(settings.parallel(), ChatEndpoint::thread);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "judge");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public String name() {
    return settings.address() + " " + settings.model() + " max-tokens=" + settings.maxTokens();
  }

  @Override
  public List<JudgeReply> ask(List<JudgeRequest> requests) {
    List<Future<JudgeReply>> open = new ArrayList<>();
    for (JudgeRequest request : requests) {
      open.add(workers.submit(() -> ask(request)));
    }
    List<JudgeReply> replies = new ArrayList<>(requests.size());
    try {
      for (Future<JudgeReply> reply : open) {
        replies.add(reply.get());
      }
      return replies;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NightshiftException known) {
        throw known;
      }
      throw failed(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted");
    } catch (CancellationException e) {
      throw failed("stopped");
    } finally {
      open.forEach(reply -> reply.cancel(true));
    }
  }

  private JudgeReply ask(JudgeRequest request) throws InterruptedException {
    HttpRequest sent = http(request);
    String problem = "";
    for (int attempt = 1; ; attempt++) {
      Duration wait = wait(attempt);
      try {
        HttpResponse<String> response = client.send(sent, info -> new BoundedBody(LARGEST_BODY));
        int status = response.statusCode();
        if (status == 200) {
          Optional<JudgeReply> reply = ChatReply.read(response.body(), attempt);
          if (reply.isPresent()) {
            return reply.get();
          }
          problem = "a reply that is no chat completion: " + ChatReply.error(response.body());
        } else {
          problem = "status " + status + ": " + ChatReply.error(response.body());
          if (!PASSING.contains(status)) {
            throw failed(problem);
          }
          wait = retryAfter.of(response.headers()).orElse(wait);
        }
      } catch (IOException e) {
        problem = e.toString();
      }
      if (attempt >= settings.attempts()) {
        throw failed(problem + " (" + attempt + " attempts)");
      }
      pause.await(wait.compareTo(settings.longestWait()) > 0 ? settings.longestWait() : wait);
    }
  }

  /** The wait after an attempt: the first one's doubled with each, and at most the longest. */
  private Duration wait(int attempt) {
    return settings.backoff().multipliedBy(1L << Math.min(20, attempt - 1));
  }

  private HttpRequest http(JudgeRequest request) {
    ObjectNode body = JSON.createObjectNode().put("model", settings.model());
    ArrayNode messages = body.putArray("messages");
    if (!request.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", request.system());
    }
    messages.addObject().put("role", "user").put("content", request.prompt());
    body.put("temperature", 0).put("max_tokens", settings.maxTokens());
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(settings.completions())
            .timeout(settings.timeout())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
    if (!key.isEmpty()) {
      builder.header("Authorization", "Bearer " + key);
    }
    return builder.build();
  }

  private WorkException failed(String problem) {
    String clean = key.isEmpty() ? problem : problem.replace(key, "***");
    return new WorkException(
        new Fault(
            "the judge gave no reply: " + clean,
            settings.completions().toString(),
            "Check address, model and key. What was judged so far is kept: run again."));
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
