package dev.nightshift.inference.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.TinyModels;
import dev.nightshift.inference.forward.KeyValueCache;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixStoreTest {

  private static final ModelConfig CONFIG = TinyModels.llama(128);

  @Test
  void aBeginningIsReadOnceHoweverManyAskForIt() throws Exception {
    try (NamedTensors weights = TinyModels.weights(CONFIG)) {
      LanguageModel model = TinyModels.model(CONFIG, weights);
      int[] ids = TinyModels.ids(40, 200, 1);
      ExecutorService pool = Executors.newFixedThreadPool(4);
      try (PrefixStore store = PrefixStore.of(model)) {
        List<Future<KeyValueCache>> caches = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          caches.add(
              pool.submit(
                  () -> {
                    try (PrefixStore.Lease lease = store.borrow(ids)) {
                      return lease.cache();
                    }
                  }));
        }
        for (Future<KeyValueCache> cache : caches) {
          assertThat(cache.get()).isSameAs(caches.get(0).get());
          assertThat(cache.get().length()).isEqualTo(40);
        }
        assertThat(store.reads()).isEqualTo(1);
      } finally {
        pool.shutdownNow();
      }
    }
  }

  @Test
  void theLatestStaysAndOthersGoOnceNobodyUsesThem() {
    try (NamedTensors weights = TinyModels.weights(CONFIG);
        PrefixStore store = PrefixStore.of(TinyModels.model(CONFIG, weights))) {
      int[] first = TinyModels.ids(40, 200, 1);
      int[] second = TinyModels.ids(40, 200, 2);
      try (PrefixStore.Lease held = store.borrow(first)) {
        store.borrow(second).close();
        try (PrefixStore.Lease again = store.borrow(first)) {
          assertThat(again.cache()).isSameAs(held.cache());
        }
        store.borrow(second).close();
        assertThat(store.reads()).isEqualTo(2);
      }
      // Both are idle now: the latest given back is the latest borrowed, the second.
      store.borrow(second).close();
      assertThat(store.reads()).isEqualTo(2);
      store.borrow(first).close();
      assertThat(store.reads()).isEqualTo(3);
      store.close();
      assertThatThrownBy(() -> store.borrow(first)).hasMessage("the store was closed");
    }
  }

  @Test
  void whereABeginningEndsFollowsFromTheRequest() {
    int[] ids = IntStream.range(10, 60).toArray();
    Beginning beginning = Beginning.ofTokens(ids);
    int[] request = Arrays.copyOf(ids, 80);
    assertThat(beginning.in(request, 79)).isEqualTo(50 - Beginning.JOINT);
    // A tokenizer that joins its last tokens to what follows changes nothing.
    request[48] = 7;
    assertThat(beginning.in(request, 79)).isEqualTo(46);
    request[40] = 7;
    assertThat(beginning.in(request, 79)).isEqualTo(40);
    assertThat(beginning.in(request, 35)).isEqualTo(35);
    assertThat(beginning.in(request, Beginning.LEAST - 1)).isZero();
    request[20] = 7;
    assertThat(beginning.in(request, 79)).isZero();
    int[] started = IntStream.concat(IntStream.of(1), Arrays.stream(ids)).toArray();
    assertThat(beginning.in(started, 50)).isEqualTo(47);
    assertThat(beginning.in(new int[0], 0)).isZero();
    assertThat(Beginning.NONE.in(request, 79)).isZero();
  }
}
