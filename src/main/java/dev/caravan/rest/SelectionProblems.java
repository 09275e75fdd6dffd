package dev.caravan.rest;

import dev.caravan.config.Nearest;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.SymbolSelection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Says why a selection of symbols does not fit a venue's list. */
public final class SelectionProblems {

  private SelectionProblems() {}

  /** One sentence for each name that is not listed and each pattern that fits nothing. */
  public static List<String> of(
      String venue, SymbolSelection.Resolution resolved, Collection<Instrument> listed) {
    List<String> symbols = listed.stream().map(Instrument::symbol).toList();
    List<String> problems = new ArrayList<>();
    for (String name : resolved.unknown()) {
      problems.add(
          "symbol is not listed: venue="
              + venue
              + " symbol="
              + name
              + " listed="
              + symbols.size()
              + "; "
              + Nearest.to(name, symbols)
                  .map(near -> "did you mean " + near + "?")
                  .orElse("see the venue's spelling"));
    }
    for (String pattern : resolved.unmatched()) {
      problems.add(
          "pattern fits nothing that trades: venue="
              + venue
              + " pattern="
              + pattern
              + " listed="
              + symbols.size()
              + "; correct it or take it out");
    }
    return problems;
  }
}
