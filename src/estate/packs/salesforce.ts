import type { Pack } from "./pack.ts";

// https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_workorderstatus.htm
// https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_serviceappointmentstatus.htm
export const salesforce: Readonly<Record<string, Pack>> = {
  workorders: {
    source:
      "https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_workorderstatus.htm",
    words: {
      unscheduled: ["New"],
      working: ["In Progress"],
      hold: ["On Hold"],
      completed: ["Completed"],
      incomplete: ["Cannot Complete"],
      closed: ["Closed"],
      cancelled: ["Canceled"],
    },
  },
  appointments: {
    source:
      "https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_serviceappointmentstatus.htm",
    words: {
      unscheduled: ["None"],
      scheduled: ["Scheduled"],
      dispatched: ["Dispatched"],
      working: ["In Progress"],
      completed: ["Completed"],
      incomplete: ["Cannot Complete"],
      cancelled: ["Canceled"],
    },
  },
};
