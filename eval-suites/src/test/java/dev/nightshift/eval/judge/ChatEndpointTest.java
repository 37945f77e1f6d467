package dev.nightshift.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real server on the loopback plays what servers of models do. */
class ChatEndpointTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "secret-key-123";
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  /** What the server does with the next request. */
  private interface Play {
    void answer(HttpExchange exchange, JsonNode body) throws IOException;
  }

  private final Deque<Play> plays = new ArrayDeque<>();
  private final List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());
  private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
  private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private ExecutorService threads;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
      bodies.add(body);
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      Play play;
      synchronized (plays) {
        play = plays.size() > 1 ? plays.pop() : plays.peek();
      }
      play.answer(exchange, body);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String completion(String content) {
    return "{\"choices\": [{\"index\": 0, \"finish_reason\": \"stop\", \"message\":"
        + " {\"role\": \"assistant\", \"content\": \""
        + content
        + "\", \"refusal\": null}}], \"usage\": {\"total_tokens\": 9}}";
  }

  private static Play saying(String content) {
    return (exchange, body) -> send(exchange, 200, completion(content));
  }

  private static Play failing(int status, String header) {
    return (exchange, body) -> {
      if (!header.isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", header);
      }
      send(exchange, status, "{\"error\": {\"message\": \"not now\", \"type\": \"server\"}}");
    };
  }

  private EndpointSettings settings(Duration timeout, int attempts, int parallel) {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    return new EndpointSettings(
        address,
        "judge-1",
        64,
        timeout,
        attempts,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        parallel);
  }

  private ChatEndpoint judge(int attempts) {
    return new ChatEndpoint(settings(Duration.ofSeconds(20), attempts, 2), KEY, waits::add, NOON);
  }

  private static JudgeRequest request(String prompt) {
    return new JudgeRequest("i", Arrangement.AS_GIVEN, "Be fair.", prompt, List.of("A", "B"));
  }

  @Test
  void asksAsTheProtocolSays() {
    plays.add(saying("fine [[A]]"));
    try (ChatEndpoint judge = judge(1)) {
      assertThat(judge.ask(List.of(request("Which?"))))
          .containsExactly(JudgeReply.said("fine [[A]]", 1));
      assertThat(judge.name()).contains("judge-1").doesNotContain(KEY);
    }
    JsonNode body = bodies.get(0);
    assertThat(body.at("/model").asText()).isEqualTo("judge-1");
    assertThat(body.at("/temperature").asInt(-1)).isZero();
    assertThat(body.at("/max_tokens").asInt()).isEqualTo(64);
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(body.at("/messages/1/content").asText()).isEqualTo("Which?");
    assertThat(keys).containsExactly("Bearer " + KEY);
  }

  @Test
  void whatPassesByItselfIsTriedAgain() {
    plays.add(failing(429, "7"));
    plays.add(failing(500, ""));
    plays.add((exchange, body) -> send(exchange, 200, "{\"choices\": [tru"));
    plays.add(failing(503, "Sat, 21 Nov 2026 12:00:09 GMT"));
    plays.add(failing(429, "3600"));
    plays.add(saying("[[B]]"));
    try (ChatEndpoint judge = judge(6)) {
      assertThat(judge.ask(List.of(request("x")))).containsExactly(JudgeReply.said("[[B]]", 6));
    }
    // As asked; twice the first wait, its double again; until the date; at most the longest.
    assertThat(waits)
        .containsExactly(
            Duration.ofSeconds(7),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(9),
            Duration.ofSeconds(30));
  }

  @Test
  void whatDoesNotPassEndsTheWork() {
    plays.add(
        (exchange, body) ->
            send(exchange, 401, "{\"error\": {\"message\": \"bad key " + KEY + " given\"}}"));
    try (ChatEndpoint judge = judge(5)) {
      assertThatThrownBy(() -> judge.ask(List.of(request("x"))))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("status 401: bad key *** given")
          .hasMessageNotContaining(KEY);
    }
    assertThat(bodies).hasSize(1);
  }

  @Test
  void attemptsAreBounded() {
    plays.add(failing(500, ""));
    try (ChatEndpoint judge = judge(3)) {
      assertThatThrownBy(() -> judge.ask(List.of(request("x"))))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("status 500: not now (3 attempts)");
    }
    assertThat(bodies).hasSize(3);
  }

  @Test
  void refusalsAreReplies() {
    plays.add(
        (exchange, body) ->
            send(
                exchange,
                200,
                "{\"choices\": [{\"message\": {\"content\": null, \"refusal\": \"I will not\"}}]}"));
    plays.add(
        (exchange, body) ->
            send(
                exchange,
                200,
                "{\"choices\": [{\"finish_reason\": \"content_filter\", \"message\": {}}]}"));
    try (ChatEndpoint judge = judge(1)) {
      assertThat(judge.ask(List.of(request("x"))))
          .containsExactly(JudgeReply.refusal("I will not", 1));
      assertThat(judge.ask(List.of(request("x"))))
          .containsExactly(JudgeReply.refusal("content_filter", 1));
    }
  }

  @Test
  void aServerThatHangsIsGivenUp() {
    plays.add(
        (exchange, body) -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (ChatEndpoint judge =
        new ChatEndpoint(settings(Duration.ofMillis(150), 2, 1), KEY, waits::add, NOON)) {
      assertThatThrownBy(() -> judge.ask(List.of(request("x"))))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("(2 attempts)");
    }
  }

  @Test
  void aBodyWithoutEndIsCutOff() {
    plays.add(
        (exchange, body) -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] some = new byte[1 << 16];
          for (int i = 0; i < 200; i++) {
            exchange.getResponseBody().write(some);
          }
        });
    try (ChatEndpoint judge = judge(1)) {
      assertThatThrownBy(() -> judge.ask(List.of(request("x"))))
          .hasMessageContaining("a reply of more than 4194304 bytes");
    }
  }

  @Test
  void repliesKeepTheirOrderAndParallelRequestsAreBounded() {
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    plays.add(
        (exchange, body) -> {
          int now = together.incrementAndGet();
          most.accumulateAndGet(now, Math::max);
          together.decrementAndGet();
          send(exchange, 200, completion(body.at("/messages/1/content").asText()));
        });
    List<JudgeRequest> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.add(request("p" + i));
    }
    try (ChatEndpoint judge = judge(1)) {
      assertThat(judge.ask(requests))
          .extracting(JudgeReply::text)
          .containsExactlyElementsOf(requests.stream().map(JudgeRequest::prompt).toList());
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void aKeyIsNotSentInTheOpen() {
    EndpointSettings open = EndpointSettings.of(URI.create("http://judge.example/v1"), "m");
    assertThatThrownBy(() -> new ChatEndpoint(open, KEY, waits::add, NOON))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("unencrypted");
    new ChatEndpoint(open, "", waits::add, NOON).close();
    assertThatThrownBy(() -> EndpointSettings.of(URI.create("file:/etc/passwd"), "m"))
        .hasMessage("'file:/etc/passwd' is no http or https address");
  }
}
