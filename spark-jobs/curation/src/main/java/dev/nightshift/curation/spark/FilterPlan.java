package dev.nightshift.curation.spark;

import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.curation.filter.C4Limits;
import dev.nightshift.curation.filter.C4Quality;
import dev.nightshift.curation.filter.DocumentFilter;
import dev.nightshift.curation.filter.FilterName;
import dev.nightshift.curation.filter.FineWebLimits;
import dev.nightshift.curation.filter.FineWebQuality;
import dev.nightshift.curation.filter.GopherLimits;
import dev.nightshift.curation.filter.GopherQuality;
import dev.nightshift.curation.filter.GopherRepetition;
import dev.nightshift.curation.filter.LanguageFilter;
import dev.nightshift.curation.filter.LengthFilter;
import dev.nightshift.curation.filter.LengthLimits;
import dev.nightshift.curation.filter.RepetitionLimits;
import dev.nightshift.curation.filter.ToxicityFilter;
import dev.nightshift.curation.filter.WordList;
import dev.nightshift.curation.filter.WordListFilter;
import dev.nightshift.eval.language.LanguageIdentifier;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the chain of filters that the options ask for. */
final class FilterPlan {

  private final JobContext context;
  private final JobArguments arguments;
  private final Faults faults;

  FilterPlan(JobContext context, JobArguments arguments, Faults faults) {
    this.context = context;
    this.arguments = arguments;
    this.faults = faults;
  }

  /** The filters in their order; only to be used if no fault was added. */
  List<DocumentFilter> filters() {
    FilterOptions limits = new FilterOptions(arguments, faults);
    // All limits are checked, also those of filters that were not chosen.
    GopherLimits gopher = limits.gopher();
    RepetitionLimits repetition = limits.repetition();
    C4Limits c4 = limits.c4();
    FineWebLimits fineWeb = limits.fineWeb();
    LengthLimits length = limits.length();
    TokenizerCounter counter = counter();
    Set<FilterName> names = names();
    checkLength(length, names, counter);
    LanguageFilter language = language(limits, names);
    WordListFilter profanity = profanity(limits, names);
    List<DocumentFilter> filters = new ArrayList<>();
    for (FilterName name : names) {
      DocumentFilter filter =
          switch (name) {
            case GOPHER -> new GopherQuality(gopher);
            case GOPHER_REPETITION -> new GopherRepetition(repetition);
            case C4 -> new C4Quality(c4);
            case FINEWEB -> new FineWebQuality(fineWeb);
            case LANGUAGE -> language;
            case LENGTH -> faults.isEmpty() ? new LengthFilter(length, counter) : null;
            case PROFANITY -> profanity;
          };
      if (filter != null) {
        filters.add(filter);
      }
    }
    if (counter != null && !names.contains(FilterName.LENGTH)) {
      filters.add(new LengthFilter(LengthLimits.NONE, counter));
    }
    double max = limits.share("max-toxicity");
    if (arguments.has("toxicity-model")) {
      ModelScorer scorer = scorer("toxicity-model");
      filters.add(new ToxicityFilter(scorer, max));
    } else if (arguments.isGiven("max-toxicity")) {
      faults.add(
          "a largest toxicity of " + max + " is asked for, and no model scores",
          "option 'max-toxicity'",
          "Give --toxicity-model as well.");
    }
    return filters;
  }

  private Set<FilterName> names() {
    Set<FilterName> names = new java.util.LinkedHashSet<>();
    String written = arguments.text("filters");
    if (written.strip().equals("none")) {
      return names;
    }
    for (String label : written.split(",")) {
      FilterName.of(label.strip())
          .ifPresentOrElse(
              name -> {
                if (!names.add(name)) {
                  faults.add("filter '" + name.label() + "' stands twice", "option 'filters'", "");
                }
              },
              () ->
                  faults.add(
                      "there is no filter '" + label.strip() + "'",
                      "option 'filters'",
                      "The filters are: "
                          + String.join(", ", FilterName.labels())
                          + "; or none alone."));
    }
    return names;
  }

  private void checkLength(
      LengthLimits length, Set<FilterName> names, @Nullable TokenizerCounter counter) {
    boolean any = !length.equals(LengthLimits.NONE);
    if (names.contains(FilterName.LENGTH) && !any) {
      faults.add(
          "the filter length has no bound",
          "option 'filters'",
          "Give one of the options length-min-characters, length-max-tokens and so on.");
    }
    if (any && !names.contains(FilterName.LENGTH)) {
      faults.add(
          "bounds of length are given, and the filter length is not chosen",
          "option 'filters'",
          "Add it: --filters " + arguments.text("filters") + ",length.");
    }
    if (length.boundsTokens() && counter == null) {
      faults.add(
          "bounds for tokens are given, and no tokenizer counts them",
          "options 'length-min-tokens' and 'length-max-tokens'",
          "Give --tokenizer as well.");
    }
  }

  private @Nullable TokenizerCounter counter() {
    if (!arguments.has("tokenizer")) {
      return null;
    }
    try {
      Path folder =
          SmallFile.folder(
              context,
              "tokenizer",
              arguments.text("tokenizer"),
              "Name a folder with a tokenizer.json.");
      return new TokenizerCounter(context.spark(), folder);
    } catch (RequestException e) {
      faults.addAll(e.faults());
      return null;
    }
  }

  private @Nullable LanguageFilter language(FilterOptions limits, Set<FilterName> names) {
    double confidence = limits.share("language-min-confidence");
    int characters = limits.count("language-characters");
    if (characters < 2) {
      faults.add("the number is " + characters, "option 'language-characters'", "Give 2 or more.");
    }
    Set<String> wanted = new TreeSet<>();
    arguments
        .find("languages")
        .ifPresent(
            text -> {
              for (String code : text.split(",")) {
                wanted.add(code.strip().toLowerCase(Locale.ROOT));
              }
            });
    if (!names.contains(FilterName.LANGUAGE)) {
      if (!wanted.isEmpty()) {
        faults.add(
            "languages are given, and the filter language is not chosen",
            "option 'languages'",
            "Add it: --filters " + arguments.text("filters") + ",language.");
      }
      return null;
    }
    if (!wanted.isEmpty()) {
      Set<String> known = LanguageIdentifier.languages();
      for (String code : wanted) {
        if (!known.contains(code)) {
          faults.add(
              "there is no language '" + code + "'",
              "option 'languages'",
              "Those that can be told are: " + String.join(", ", known) + ".");
        }
      }
    }
    return new LanguageFilter(wanted, confidence, new LanguageIdentifier(Math.max(2, characters)));
  }

  private @Nullable WordListFilter profanity(FilterOptions limits, Set<FilterName> names) {
    double share = limits.share("profanity-max-share");
    if (!names.contains(FilterName.PROFANITY)) {
      return null;
    }
    try {
      WordList list =
          arguments.has("profanity-list")
              ? WordList.of(SmallFile.read(context, "profanity-list").text().lines().toList())
              : WordList.builtIn(
                  List.of(arguments.text("profanity-languages").replace(" ", "").split(",")));
      WordListFilter.Mode mode =
          WordListFilter.Mode.valueOf(arguments.text("profanity-mode").toUpperCase(Locale.ROOT));
      return new WordListFilter(list, mode, share);
    } catch (RequestException e) {
      faults.addAll(e.faults());
    } catch (IllegalArgumentException e) {
      faults.add(
          String.valueOf(e.getMessage()),
          arguments.has("profanity-list")
              ? "option 'profanity-list'"
              : "option 'profanity-languages'",
          "");
    }
    return null;
  }

  /** The classifier whose folder an option names. */
  ModelScorer scorer(String option) {
    Path folder =
        SmallFile.folder(
            context,
            option,
            arguments.text(option),
            "Name the folder that the job train-quality wrote.");
    return new ModelScorer(context.spark(), QualityModel.load(folder));
  }
}
