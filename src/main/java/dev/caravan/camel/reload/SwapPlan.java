package dev.caravan.camel.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists what differs between the running routes and the wanted ones.
 *
 * @param changed in the order of files; running under the same id with another definition
 * @param configurations true if a route configuration came, went or changed
 */
record SwapPlan(
    List<RouteSet.Ref> removed,
    List<RouteSet.Ref> changed,
    List<RouteSet.Ref> added,
    List<RouteSet.Ref> kept,
    boolean configurations) {

  SwapPlan {
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
    added = List.copyOf(added);
    kept = List.copyOf(kept);
  }

  /**
   * Compares by meaning: a moved or commented route is kept.
   *
   * @param lost ids that should run but do not; they are started again whatever changed
   */
  static SwapPlan between(RouteSet running, RouteSet wanted, Set<String> lost) {
    Map<String, RouteSet.Ref> before = running.routes();
    Map<String, RouteSet.Ref> after = wanted.routes();
    List<RouteSet.Ref> removed = new ArrayList<>();
    List<RouteSet.Ref> changed = new ArrayList<>();
    List<RouteSet.Ref> added = new ArrayList<>();
    List<RouteSet.Ref> kept = new ArrayList<>();
    before.forEach(
        (id, ref) -> {
          if (!after.containsKey(id)) {
            removed.add(ref);
          }
        });
    after.forEach(
        (id, ref) -> {
          RouteSet.Ref old = before.get(id);
          if (old == null) {
            added.add(ref);
          } else if (lost.contains(id) || !running.definition(old).equals(wanted.definition(ref))) {
            changed.add(ref);
          } else {
            kept.add(ref);
          }
        });
    return new SwapPlan(
        removed, changed, added, kept, !configurations(running).equals(configurations(wanted)));
  }

  boolean isEmpty() {
    return removed.isEmpty() && changed.isEmpty() && added.isEmpty() && !configurations;
  }

  private static Map<String, String> configurations(RouteSet set) {
    Map<String, String> byId = new LinkedHashMap<>();
    for (RouteSet.Ref ref : set.refs(RouteItem.Kind.CONFIGURATION)) {
      byId.merge(ref.id(), ref.item().canonical(), String::concat);
    }
    return byId;
  }
}
