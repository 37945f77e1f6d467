package dev.nightshift.curation.filter;

import dev.nightshift.curation.CorpusFiles;
import dev.nightshift.curation.clean.TextCleaner;
import dev.nightshift.curation.pii.PiiScanner;
import dev.nightshift.curation.pii.PiiSettings;
import dev.nightshift.eval.language.Identified;
import dev.nightshift.eval.language.LanguageIdentifier;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many bytes a second one core cleans, filters and masks, beside a naive version with a string
 * for each token. Prints figures; run it with the profile {@code bench}.
 */
@Tag("bench")
class FilterBench {

  private static final int ROUNDS = 3;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void megabytesPerSecondAndCore() {
    List<String> texts = new ArrayList<>();
    for (String corpus :
        new String[] {"sqlite-docs", "postgresql-docs", "foldoc", "spam-assassin"}) {
      texts.addAll(CorpusFiles.texts(corpus));
    }
    List<String> clean = texts.stream().map(TextCleaner::clean).toList();
    double naive = 0;
    System.out.printf(Locale.ROOT, "%d texts, %.1f MB%n", texts.size(), bytes(texts) / 1e6);
    print("clean", texts, t -> TextCleaner.clean(t).length());
    TextScan scan = new TextScan();
    print("scan", clean, t -> scan.read(t).tokens());
    one("gopher", new GopherQuality(GopherLimits.PUBLISHED), clean);
    one("gopher-repetition", new GopherRepetition(RepetitionLimits.PUBLISHED), clean);
    one("c4", new C4Quality(C4Limits.PUBLISHED), clean);
    one("fineweb", new FineWebQuality(FineWebLimits.PUBLISHED), clean);
    one(
        "profanity",
        new WordListFilter(WordList.builtIn(Set.of("en")), WordListFilter.Mode.SHARE, 0.01),
        clean);
    double all =
        print(
            "clean and all filters, none refusing",
            texts,
            t -> {
              String c = TextCleaner.clean(t);
              FilterChain chain = KEEPING;
              return chain.judge(c, new Findings()) == Verdict.KEPT ? 1 : 0;
            });
    naive =
        print(
            "repetition with strings",
            clean.subList(0, clean.size() / 10),
            t -> t.isBlank() ? 0 : NaiveRepetition.shares(t).size());
    System.out.printf(Locale.ROOT, "ratio of all filters to the naive one: %.1f%n", all / naive);
    PiiScanner scanner = new PiiScanner(PiiSettings.usual());
    print("pii", clean, t -> scanner.find(t).size());
    LanguageIdentifier identifier = new LanguageIdentifier();
    print("language", clean.subList(0, 2000), t -> identifier.identify(t).language().length());
  }

  @Test
  void confidenceOfLanguageByLength() {
    List<String> texts = CorpusFiles.texts("sotu").stream().map(TextCleaner::clean).toList();
    LanguageIdentifier identifier = new LanguageIdentifier();
    for (int length : new int[] {50, 100, 200, 400, 800, 1600, 2000}) {
      int english = 0;
      double[] confidences = new double[texts.size()];
      for (int i = 0; i < confidences.length; i++) {
        String text = texts.get(i);
        int from = text.length() / 3;
        Identified found =
            identifier.identify(text.substring(from, Math.min(text.length(), from + length)));
        english += found.language().equals("en") ? 1 : 0;
        confidences[i] = found.confidence();
      }
      Arrays.sort(confidences);
      System.out.printf(
          Locale.ROOT,
          "%d characters: %.3f English, confidence median %.3f, tenth part %.3f%n",
          length,
          english / (double) texts.size(),
          confidences[texts.size() / 2],
          confidences[texts.size() / 10]);
    }
  }

  /** Limits that refuse nothing, so that each filter does its whole work. */
  private static final FilterChain KEEPING =
      new FilterChain(
          List.of(
              new GopherQuality(new GopherLimits(0, Long.MAX_VALUE, 0, 1e9, 9, 0, 9, 9, 0)),
              new GopherRepetition(
                  new RepetitionLimits(
                      9,
                      9,
                      9,
                      9,
                      List.of(99.0, 99.0, 99.0),
                      List.of(9.0, 9.0, 9.0, 9.0, 9.0, 9.0))),
              new FineWebQuality(new FineWebLimits(0, 9, 30, 9, 9)),
              new WordListFilter(WordList.builtIn(Set.of("en")), WordListFilter.Mode.SHARE, 1),
              new C4Quality(new C4Limits(false, 0, 1 << 30, 0))));

  private static void one(String name, DocumentFilter filter, List<String> texts) {
    FilterChain chain = new FilterChain(List.of(filter));
    print(name, texts, t -> chain.judge(t, new Findings()) == Verdict.KEPT ? 1 : 0);
  }

  private static double print(String name, List<String> texts, ToLongFunction<String> work) {
    long bytes = bytes(texts);
    double best = 0;
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // The thread's own time: what else runs on the machine does not count.
      long start = THREADS.getCurrentThreadCpuTime();
      for (String text : texts) {
        sum += work.applyAsLong(text);
      }
      best = Math.max(best, bytes * 1e3 / (THREADS.getCurrentThreadCpuTime() - start));
    }
    System.out.printf(Locale.ROOT, "%-40s %8.1f MB/s (%d)%n", name, best, sum);
    return best;
  }

  private static long bytes(List<String> texts) {
    return texts.stream().mapToLong(t -> t.getBytes(StandardCharsets.UTF_8).length).sum();
  }
}
