import { describe, expect, it } from "vitest";
import { Roster } from "../../../src/room/roster.ts";

const ada = { id: "a", name: "Ada" };
const bob = { id: "b", name: "Bob" };
const cem = { id: "c", name: "Cem" };
const seat = (member: { id: string; name: string }, socketId = `${member.id}1`) => ({ ...member, socketId });

function rosterOf(...members: { id: string; name: string }[]): Roster {
  const roster = new Roster({ membersListed: 2, membersPage: 2, membersScan: 2 });
  roster.fill(members.map((member) => seat(member)));
  return roster;
}

describe("the roster", () => {
  it("counts a person with two tabs once, until the last one closes", () => {
    const roster = rosterOf(ada);
    roster.join(seat(ada, "a2"));
    expect(roster.count).toBe(1);
    expect(roster.takeDelta()).toBeUndefined();
    expect(roster.leave(seat(ada, "a1"))).toBe(false);
    expect(roster.takeDelta()).toBeUndefined();
    expect(roster.leave(seat(ada, "a2"))).toBe(true);
    expect(roster.takeDelta()).toEqual({ joined: [], left: ["a"], count: 0 });
  });

  it("tells of many changes as one, and of those that cancel out not at all", () => {
    const roster = rosterOf(ada);
    roster.join(seat(bob));
    roster.leave(seat(ada));
    roster.join(seat(cem));
    roster.leave(seat(cem));
    expect(roster.takeDelta()).toEqual({ joined: [bob], left: ["a"], count: 1 });
    roster.leave(seat(bob));
    roster.join(seat(bob, "b2"));
    expect(roster.takeDelta()).toBeUndefined();
  });

  it("tells a new name as somebody who joined", () => {
    const roster = rosterOf(ada);
    roster.rename("a", "Augusta");
    expect(roster.takeDelta()).toEqual({ joined: [{ id: "a", name: "Augusta" }], left: [], count: 1 });
    roster.join(seat(ada, "a2"));
    expect(roster.takeDelta()).toEqual({ joined: [ada], left: [], count: 1 });
    expect(roster.members).toEqual([ada]);
  });

  it("is filled once, whoever asks for it in the meantime", () => {
    const roster = rosterOf(ada);
    roster.leave(seat(ada));
    roster.fill([seat(ada)]);
    expect(roster.count).toBe(0);
  });

  it("tells of somebody whose leaving woke the object", () => {
    const roster = rosterOf(ada);
    expect(roster.leave(seat(bob))).toBe(true);
    expect(roster.takeDelta()).toEqual({ joined: [], left: ["b"], count: 1 });
  });

  it("of too many people tells only how many, and names everybody again when they are few enough", () => {
    const roster = rosterOf(ada, bob);
    roster.join(seat(cem));
    expect(roster.members).toEqual([]);
    expect(roster.takeDelta()).toEqual({ joined: [], left: [], count: 3 });
    roster.rename("a", "Augusta");
    expect(roster.takeDelta()).toBeUndefined();
    roster.leave(seat(bob));
    expect(roster.takeDelta()).toEqual({ joined: [{ id: "a", name: "Augusta" }, cem], left: [], count: 2 });
  });

  it("names everybody to those who came while there were too many, however short that was", () => {
    const roster = rosterOf(ada, bob);
    roster.join(seat(cem));
    expect(roster.members).toEqual([]);
    roster.leave(seat(ada));
    expect(roster.takeDelta()).toEqual({ joined: [bob, cem], left: ["a"], count: 2 });
    roster.rename("b", "Bo");
    expect(roster.takeDelta()).toEqual({ joined: [{ id: "b", name: "Bo" }], left: [], count: 2 });
  });

  it("of too many people still tells when the one whose leaving woke the object is gone", () => {
    const roster = rosterOf(ada, bob, cem);
    roster.leave(seat({ id: "d", name: "Dia" }));
    expect(roster.takeDelta()).toEqual({ joined: [], left: [], count: 3 });
  });
});
