// What is kept in this tab until it is closed. Some browsers keep nothing: their room is used up, or they are told to.

/** @param {string} name @returns {string | null} */
export function read(name) {
  try {
    return sessionStorage.getItem(name);
  } catch (problem) {
    console.warn("this browser keeps nothing", problem);
    return null;
  }
}

/** @param {string} name @param {string} value */
export function write(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch (problem) {
    console.warn("this browser keeps nothing", problem);
  }
}
