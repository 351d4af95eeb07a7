import { describe, expect, it } from "vitest";
import { MemberList } from "../../../src/room/connections/member-list.ts";

const ada = { id: "a", name: "Ada" };
const bob = { id: "b", name: "Bob" };
const cem = { id: "c", name: "Cem" };
const entry = (member: { id: string; name: string }, socketId = `${member.id}1`) => ({ ...member, socketId });

function rosterOf(...members: { id: string; name: string }[]): MemberList {
  const memberList = new MemberList({ membersListed: 2, membersPage: 2, membersScan: 2 });
  memberList.fill(members.map((member) => entry(member)));
  return memberList;
}

describe("the member list", () => {
  it("counts a person with two tabs once, until the last one closes", () => {
    const memberList = rosterOf(ada);
    memberList.join(entry(ada, "a2"));
    expect(memberList.count).toBe(1);
    expect(memberList.takeDelta()).toBeUndefined();
    expect(memberList.leave(entry(ada, "a1"))).toBe(false);
    expect(memberList.takeDelta()).toBeUndefined();
    expect(memberList.leave(entry(ada, "a2"))).toBe(true);
    expect(memberList.takeDelta()).toEqual({ joined: [], left: ["a"], count: 0 });
  });

  it("reports many changes as one delta, and changes that cancel out not at all", () => {
    const memberList = rosterOf(ada);
    memberList.join(entry(bob));
    memberList.leave(entry(ada));
    memberList.join(entry(cem));
    memberList.leave(entry(cem));
    expect(memberList.takeDelta()).toEqual({ joined: [bob], left: ["a"], count: 1 });
    memberList.leave(entry(bob));
    memberList.join(entry(bob, "b2"));
    expect(memberList.takeDelta()).toBeUndefined();
  });

  it("reports a new name as a join", () => {
    const memberList = rosterOf(ada);
    memberList.rename("a", "Augusta");
    expect(memberList.takeDelta()).toEqual({ joined: [{ id: "a", name: "Augusta" }], left: [], count: 1 });
    memberList.join(entry(ada, "a2"));
    expect(memberList.takeDelta()).toEqual({ joined: [ada], left: [], count: 1 });
    expect(memberList.members).toEqual([ada]);
  });

  it("is loaded once, however often it is requested meanwhile", () => {
    const memberList = rosterOf(ada);
    memberList.leave(entry(ada));
    memberList.fill([entry(ada)]);
    expect(memberList.count).toBe(0);
  });

  it("reports a person whose disconnect woke the object", () => {
    const memberList = rosterOf(ada);
    expect(memberList.leave(entry(bob))).toBe(true);
    expect(memberList.takeDelta()).toEqual({ joined: [], left: ["b"], count: 1 });
  });

  it("over the limit reports the count alone, and all names once it is below the limit again", () => {
    const memberList = rosterOf(ada, bob);
    memberList.join(entry(cem));
    expect(memberList.members).toEqual([]);
    expect(memberList.takeDelta()).toEqual({ joined: [], left: [], count: 3 });
    memberList.rename("a", "Augusta");
    expect(memberList.takeDelta()).toBeUndefined();
    memberList.leave(entry(bob));
    expect(memberList.takeDelta()).toEqual({
      joined: [{ id: "a", name: "Augusta" }, cem],
      left: [],
      count: 2,
    });
  });

  it("reports all names to clients that joined while it was over the limit, however briefly", () => {
    const memberList = rosterOf(ada, bob);
    memberList.join(entry(cem));
    expect(memberList.members).toEqual([]);
    memberList.leave(entry(ada));
    expect(memberList.takeDelta()).toEqual({ joined: [bob, cem], left: ["a"], count: 2 });
    memberList.rename("b", "Bo");
    expect(memberList.takeDelta()).toEqual({ joined: [{ id: "b", name: "Bo" }], left: [], count: 2 });
  });

  it("over the limit still reports the count when a disconnect woke the object", () => {
    const memberList = rosterOf(ada, bob, cem);
    memberList.leave(entry({ id: "d", name: "Dia" }));
    expect(memberList.takeDelta()).toEqual({ joined: [], left: [], count: 3 });
  });
});
